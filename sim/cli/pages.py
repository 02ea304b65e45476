"""Write the pages of the documentation that are made from the code: `python -m sim.cli.pages`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.cli import commands_page, equations_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, Callable[[], str]] = {"commands.md": commands_page.page, "equations.md": equations_page.page}


def write_pages(folder: Path = DOCS) -> None:
    """Write every page into `folder`."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
