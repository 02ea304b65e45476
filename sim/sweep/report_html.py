"""The report as one page that needs nothing beside itself: figures inline, light and dark, fit to print."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from importlib.resources import files

MARKS = {"[fact]": "fact", "[assumption]": "assumption", "[model]": "model"}


def page(text: str, pictures: Mapping[str, bytes]) -> str:
    """Return the Markdown `text` as an HTML page; `pictures` are its PNG figures by file name.

    Raw HTML in the text stays text, so that nothing a file holds can run.
    """
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    body = _illustrated(body, pictures)
    for mark, name in MARKS.items():
        body = body.replace(mark, f'<span class="mark {name}">{name}</span>')
    body = re.sub(r"(<table>.*?</table>)", r'<div class="wide">\1</div>', body, flags=re.DOTALL)
    body = re.sub(r"<td>(\d{4}-\d\d(?:-\d\d)?)</td>", r'<td class="date">\1</td>', body)
    body = re.sub(r"(\d) %", "\\1\u00a0%", body)
    body, contents = _with_contents(body)
    body = _with_summary(body)
    title = escape(text.partition("\n")[0].removeprefix("# "))
    style = files("sim").joinpath("sweep/report.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{contents}<main>\n{body}</main>\n"
        "</body>\n</html>\n"
    )


def _illustrated(body: str, pictures: Mapping[str, bytes]) -> str:
    """Put each figure into the page in place of its file name."""

    def inline(found: re.Match[str]) -> str:
        name, about = found[1], found[2]
        if name not in pictures:
            return ""
        data = b64encode(pictures[name]).decode()
        return (
            f'<figure><img src="data:image/png;base64,{data}" alt="{about}"><figcaption>{about}</figcaption></figure>'
        )

    return re.sub(r'<p><img src="([^"]*)" alt="([^"]*)" ?/?></p>', inline, body)


def _with_contents(body: str) -> tuple[str, str]:
    """Give every section an anchor; return the body and the list of contents."""
    titles: list[tuple[str, str]] = []

    def anchored(found: re.Match[str]) -> str:
        name = re.sub(r"[^a-z0-9]+", "-", found[1].lower()).strip("-")
        titles.append((name, found[1]))
        return f'<h2 id="{name}">{found[1]}</h2>'

    body = re.sub(r"<h2>(.*?)</h2>", anchored, body)
    links = "".join(f'<li><a href="#{name}">{title}</a></li>\n' for name, title in titles)
    return body, f'<nav aria-label="Contents"><ol>\n{links}</ol></nav>\n' if titles else ""


def _with_summary(body: str) -> str:
    """Set the bottom line apart, a sentence to a line, since it is what most readers read."""

    def boxed(found: re.Match[str]) -> str:
        sentences = re.split(r"(?<=[.])\s+(?=[A-Z])", found[2])
        items = "".join(f"<li>{sentence}</li>\n" for sentence in sentences)
        return f'<section class="bluf">{found[1]}\n<ul>\n{items}</ul>\n</section>\n'

    return re.sub(r'(<h2 id="bottom-line-up-front">.*?</h2>)\s*<p>(.*?)</p>', boxed, body, count=1, flags=re.DOTALL)
