"""The generated tables of docs/validation.md: written between marks, so that the words around them stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.errors import InputError
from sim.cli.hindcast_tables import (
    ABLATION_HEADS,
    ablation_cells,
    records,
    sentence,
    series_cells,
    target_cells,
)
from sim.files import write
from sim.sweep.markdown import table

if TYPE_CHECKING:
    import pandas as pd

    from sim.history.score import Scorecard

MARK = "<!-- begin {name}: written by `{command}`, do not edit -->\n{content}\n<!-- end {name} -->"
_BLOCK = "<!-- begin {name}: .*?-->.*?<!-- end {name} -->"
TARGET_HEADS = ("target", "model", "90 % of runs", "data", "error", "", "source")
SERIES_HEADS = ("series", "points", "error", "last value", "drift", "trend", "peak, months", "direction", "")


def update_page(file: str, cards: Sequence[Scorecard], values: str, ablations: pd.DataFrame | None) -> None:
    """Write each episode's tables between its marks in `file`; raises InputError if the page lacks a mark."""
    command = f"rare-earth hindcast all --values {values} --ablations --update {file}"
    blocks = {f"hindcast {card.replay.episode.name}": episode(card) for card in cards}
    if ablations is not None:
        blocks["ablations"] = table(ABLATION_HEADS, [ablation_cells(row) for row in records(ablations)])
    replace(Path(file), blocks, command)


def replace(page: Path, blocks: dict[str, str], command: str) -> None:
    """Put the contents between their marks; raises InputError for a mark that the page does not have."""
    text = page.read_text(encoding="utf-8")
    for name, content in blocks.items():
        pattern = re.compile(_BLOCK.format(name=re.escape(name)), re.DOTALL)
        if not pattern.search(text):
            raise InputError(f"{page}: has no mark '<!-- begin {name}: ... -->' and '<!-- end {name} -->'")
        block = MARK.format(name=name, command=command, content="\n" + content.strip() + "\n")
        text = pattern.sub(block.replace("\\", "\\\\"), text)
    write(page, text)


def episode(card: Scorecard) -> str:
    """Return the tables of an episode and its overall score, as Markdown."""
    from sim.history import api

    parts = [f"{len(card.replay.weights)} runs; naive forecasts made at {card.replay.episode.origin}. {sentence(card)}"]
    targets = records(api.score_table(card))
    if targets:
        rows = [(*target_cells(row), _with_note(row["source"], row["note"])) for row in targets]
        parts.append(table(TARGET_HEADS, rows))
    series = records(api.series_table(card))
    if series:
        parts.append(table(SERIES_HEADS, [series_cells(row) for row in series]))
        parts += _notes(series)
    return "\n\n".join(parts)


def _with_note(source: str, note: str) -> str:
    return f"{source} ({note})" if note else source


def _notes(series: Iterable[dict[str, Any]]) -> list[str]:
    found = [f"- {row['name']}: {row['note']}" for row in series if row["note"]]
    return ["\n".join(found)] if found else []
