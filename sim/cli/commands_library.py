"""`rare-earth scenarios`, `check`, `schema`: what there is to run, and whether a file is right."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from sim.cli import inputs
from sim.cli.options import JSON

if TYPE_CHECKING:
    from pathlib import Path


class Kind(StrEnum):
    """The kinds of YAML file, and the list of all parameters."""

    scenario = "scenario"
    sweep = "sweep"
    outcomes = "outcomes"
    parameters = "parameters"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: rare-earth scenarios --json")(scenarios)
    app.command(epilog="Example: rare-earth check scenarios/sweeps/india_assurance.yaml")(check)
    app.command(epilog="Example: rare-earth schema parameters --markdown")(schema)


def scenarios(json: JSON = False) -> None:
    """List the scenarios that can be run by name."""
    from sim.scenario import library

    entries = library()
    if json:
        from sim.cli.output import print_json

        print_json([entry._replace(path=str(entry.path))._asdict() for entry in entries])  # type: ignore[arg-type]
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from sim.cli.tables import print_out

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="bold", no_wrap=True)
    table.add_column("what it is about", overflow="fold")
    for entry in entries:
        table.add_row(Text(entry.name), Text(entry.problem or entry.title or entry.description))
    print_out(table, "Run one with: rare-earth run NAME")


def check(
    file: Annotated[str, typer.Argument(help="A scenario, sweep, outcomes or evidence file, or a scenario's name.")],
) -> None:
    """Say whether a file is right, and if not, the line, the value and what is allowed."""
    from sim.scenario.library import find_scenario, shown

    path = find_scenario(file)
    typer.echo(f"{shown(path)}: {_checked(path)}")


def _checked(path: Path) -> str:
    """Load the file as what its keys say it is; one line about it."""
    from sim.scenario import load, load_outcomes, load_sweep
    from sim.scenario.load import read_mapping

    keys = read_mapping(path).value
    if isinstance(keys.get("outcomes") and keys["outcomes"].value, list):
        return f"outcome rules, first match wins: {', '.join(load_outcomes(path).names)}"
    if "scenario" in keys:
        spec = load_sweep(str(path)).spec
        return (
            f"a sweep of {_count(spec.design.draws, 'draw')} x {_count(len(spec.seed_list), 'seed')},"
            f" {_count(len(spec.uncertainties), 'uncertainty')}, {_count(len(spec.levers), 'lever')}"
        )
    if "items" in keys:
        from sim.sweep import evidence

        held = evidence.load(str(path))
        return (
            f"evidence of {_count(len(held.items), 'item')} on {len(held.priors)} hypotheses: {', '.join(held.priors)}"
        )
    scenario = load(path)
    inputs.tell_notes(scenario)
    code = "".join(f", code of {kind} {sha256[:12]}" for kind, sha256 in scenario.codes().items())
    return (
        f"scenario {scenario.name}, {_count(scenario.months, 'month')} from {scenario.start},"
        f" {_count(len(scenario.policies), 'policy')}, {scenario.digest()[:12]}{code}"
    )


def _count(number: int, what: str) -> str:
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else many}"


def schema(
    kind: Annotated[Kind, typer.Argument(help="Kind of file, or parameters for the list of all numbers.")] = (
        Kind.scenario
    ),
    markdown: Annotated[bool, typer.Option("--markdown", help="The list of parameters as a page.")] = False,
) -> None:
    """Print the JSON Schema of a kind of YAML file, for an editor; or every parameter with unit, range and source."""
    from sim.cli.errors import InputError

    if markdown and kind is not Kind.parameters:
        raise InputError(f"--markdown: {kind.value} has no page (allowed: rare-earth schema parameters --markdown)")
    if kind is Kind.parameters:
        _parameters(markdown)
        return
    from sim.cli.output import print_json
    from sim.scenario import json_schema

    print_json(json_schema(cast("Literal['scenario', 'sweep', 'outcomes']", kind.value)))


def _parameters(markdown: bool) -> None:
    from sim.cli.output import print_json
    from sim.cli.reference import everything, page

    if markdown:
        typer.echo(page(), nl=False)
    else:
        print_json([row._asdict() for row in everything()])
