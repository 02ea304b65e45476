"""`rare-earth hindcast`: episodes of the past replayed and scored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.errors import InputError
from sim.cli.options import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.history.score import Scorecard


class Values(StrEnum):
    """What the replays run with."""

    posterior = "posterior"
    prior = "prior"
    defaults = "defaults"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth hindcast controls_2025 --values defaults --plot figures")(hindcast)


def hindcast(
    episode: Annotated[
        str, typer.Argument(help="crisis_2010, growth_2008, controls_2025, baseline_2024, or all.")
    ] = "all",
    values: Annotated[
        Values,
        typer.Option(help="posterior: the sample fitted to 2008-2015; prior: the ranges; defaults: the table."),
    ] = Values.posterior,
    runs: Annotated[int, typer.Option(min=1, max=10_000, help="Runs per episode, each with its own seed.")] = 40,
    seed: Annotated[int, typer.Option(min=0, help="First seed.")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one per core if left out, 0 for none beside this one.")
    ] = None,
    ablations: Annotated[
        bool, typer.Option("--ablations", help="Also run the crisis of 2010 without one part of its story.")
    ] = False,
    sources: Annotated[
        bool, typer.Option("--sources", help="Print the source of each target, and notes on series.")
    ] = False,
    plot: Annotated[str, typer.Option(metavar="FOLDER", help="Write a figure per episode to this folder.")] = "",
    update: Annotated[
        str,
        typer.Option(metavar="FILE", help="Write the tables into a page between its marks, as in docs/validation.md."),
    ] = "",
    json: JSON = False,
) -> None:
    """Replay episodes of the past and score them beside naive forecasts."""
    from sim.history.tables import episodes

    names = list(episodes()) if episode == "all" else [episode]
    if unknown := [name for name in names if name not in episodes()]:
        raise InputError(f"{unknown[0]!r} is no episode (allowed: {', '.join(episodes())}, all)")
    cards, parts = _run(names, values.value, runs, seed, workers, ablations)
    if plot:
        _plot(cards, plot)
    if update:
        from sim.cli.validation_page import update_page

        update_page(update, cards, values.value, parts)
    _say(cards, parts, sources, json)


def _run(
    names: list[str], kind: Any, runs: int, seed: int, workers: int | None, ablations: bool
) -> tuple[list[Scorecard], Any]:
    from sim.history import api
    from sim.history.ablations import run as run_ablations

    with _executor(workers) as executor:
        cards = [api.hindcast(name, kind, runs, seed, executor) for name in names]
        return cards, run_ablations(kind, max(1, runs // 2), seed, executor) if ablations else None


def _executor(workers: int | None) -> Any:
    from contextlib import nullcontext

    from sim.history.replay import pool, processors
    from sim.warm import warm_up

    warm_up()  # once, before workers would each do so
    count = processors() if workers is None else workers
    return pool(count) if count else nullcontext()


def _plot(cards: list[Scorecard], folder: str) -> None:
    from pathlib import Path

    from sim.history.plots import figure

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for card in cards:
        figure(card).savefig(place / f"hindcast_{card.replay.episode.name}.png", dpi=130)


def _say(cards: list[Scorecard], parts: Any, sources: bool, json: bool) -> None:
    from sim.cli.hindcast_tables import ablation_table, as_json, printed, records

    if json:
        from sim.cli.output import print_json

        print_json(
            {
                "episodes": [as_json(card) for card in cards],
                "ablations": [] if parts is None else records(parts),
                "warning": _warning(),
            }
        )
        return
    from sim.cli.tables import print_out

    shown: Iterator[Any] = (printed(card, sources) for card in cards)
    extra = [] if parts is None else [ablation_table(parts)]
    print_out(*shown, *extra, *([_warning()] if _warning() else []))


def _warning() -> str:
    from sim.history.fitted import stale

    return f"Note: {found}; `rare-earth calibrate --write` renews it." if (found := stale()) else ""
