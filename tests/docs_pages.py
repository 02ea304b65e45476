"""The pages of the documentation: their links, headings and code blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))])
FENCE = re.compile(r"^```(?P<head>[^\n`]*)\n(?P<body>.*?)^```$", re.S | re.M)
LINK = re.compile(r"(?<!\\)!?\[[^\]]*\]\(([^)\s]+)\)")
TITLE = re.compile(r'title="([^"]+)"')


class Block(NamedTuple):
    """A fenced block: language ('' if none is given), the file that it is to be written to ('' if none), text, line."""

    language: str
    file: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page. A first line `# file: NAME` names a file as a title does."""
    text, found = page.read_text("utf-8"), []
    for match in FENCE.finditer(text):
        head, body = match["head"].strip(), match["body"]
        named = TITLE.search(head) or re.match(r"# file: (\S+)\n", body)
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(head.split(" ")[0], named[1] if named else "", body, line))
    return found


def links(page: Path) -> list[str]:
    """Addresses of the links of a page."""
    without_code = FENCE.sub("", page.read_text("utf-8"))
    return LINK.findall(without_code)


def anchors(page: Path) -> set[str]:
    """What a link to a heading of a page may name, as MkDocs and GitHub make it."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#{1,6} (.+)$", FENCE.sub("", page.read_text("utf-8")), re.M):
        slug = re.sub(r"[^\w\s-]", "", heading.lower()).strip()
        slug = re.sub(r"[-\s]+", "-", slug)
        again = found.setdefault(slug, 0)
        found[slug] += 1
        names.add(f"{slug}_{again}" if again else slug)
    return names
