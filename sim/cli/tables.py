"""The tables that `rare-earth run` prints; they fit in 60 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.cli.figures import change, shown, unit_shown
from sim.cli.summary import STAGES, mean, read, windows
from sim.records import MEASURES
from sim.sweep.labels import nation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.run import RunResult

HEADLINES = {
    "import_dependency": "dependent on {controller}",
    "heavy_dependency": "the same, heavy products",
    "supply_gap": "need that was not met",
    "stock_cover_months": "stock cover",
    "strategic_autonomy": "strategic autonomy",
    "tech_sovereignty": "own capacity / own demand",
    "transition_pace": "EV and wind, done / planned",
}
PRICES = {
    "oxide_NdPr": "NdPr oxide",
    "oxide_Dy": "Dy oxide",
    "oxide_Tb": "Tb oxide",
    "magnet_standard": "magnets",
    "magnet_heavy": "Dy/Tb magnets",
}
EVENTS = 6


def run_report(result: RunResult) -> RenderableType:
    """The focal nation's headlines, prices inside and outside, the balance and the last events."""
    scenario = result.scenario
    heading = Text(f"{scenario.title or scenario.name}", style="bold")
    span = Text(
        f"{scenario.name}, seed {result.seed}, {result.months[0]} to {result.months[-1]} ({len(result.months)} months)",
        style="dim",
    )
    tables = [_headlines(result), _shares(result), _prices(result)]
    parts: list[RenderableType] = [heading, span, *tables, _balance(result), *_events(result)]
    return Group(*parts)


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
    )
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _ends(series: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Start and end: means of the two windows, of a run shorter than a year its first and last month."""
    spans = windows(len(series))
    if spans["base"] is None:
        return float(series[0]), float(series[-1])
    return mean(series, spans["base"]), mean(series, spans["last"])


def _headlines(result: RunResult) -> Table:
    """Start and end as means over months, and the change."""
    spans, focal = windows(len(result.months)), result.scenario.focal
    controller = nation(result.scenario.controller)
    table = _table(nation(focal), "", "start", "end", "change")
    for name, label in HEADLINES.items():
        unit, series = MEASURES[name].unit, read(result, name, focal)
        first, last = _ends(series)
        shown_unit = f", {unit_shown(unit)}" if unit in ("share", "months") else ""
        name = label.format(controller=controller) + shown_unit
        table.add_row(name, shown(first, unit), shown(last, unit), change(first, last, unit))
    table.caption = (
        "start: months 7-12 of the first year; end: last 12 months"
        if spans["base"] is not None
        else "start: first month; end: last month"
    )
    table.caption_justify = "left"
    return table


def _shares(result: RunResult) -> Table:
    """The controller's share of each stage at start and end, on both bases."""
    controller = result.scenario.controller
    heads = ("all, start", "end", "magnet REE, start", "end")
    table = _table(f"{nation(controller)}'s share of world output, %", "", *heads)
    for stage in STAGES:
        series = [read(result, basis, controller, stage) for basis in ("share_all", "share_magnet_ree")]
        cells = [shown(value, "share") for one in series for value in _ends(one)]
        table.add_row(stage, *cells)
    return table


def _prices(result: RunResult) -> Table:
    """The last month's quotes on both sides of the controller's border, and the dearest month outside."""
    table = _table(
        f"Prices in {result.months[-1]}, USD/kg without VAT", "", "inside", "outside", "contract", "peak outside", "in"
    )
    for product, label in PRICES.items():
        inside, outside = (read(result, f"spot_{side}", "", product) for side in ("inside", "outside"))
        contract = read(result, "contract_price", "", product)
        row = [shown(float(series[-1]), "USD/kg") for series in (inside, outside, contract)]
        if all(cell == "-" for cell in row):
            continue
        peak = int(outside.argmax())
        table.add_row(label, *row, shown(float(outside[peak]), "USD/kg"), result.months[peak])
    return table


def _balance(result: RunResult) -> Text:
    good = result.residual <= 1e-9
    text = f"Material and money balances: worst residual {result.residual:.1e} (allowed 1e-9)"
    return Text(text, style="" if good else "bold red")


def _events(result: RunResult) -> list[RenderableType]:
    if not result.events:
        return [Text("No events.", style="dim")]
    lines = Table.grid(padding=(0, 1))
    for event in result.events[-EVENTS:]:
        lines.add_row(Text(str(event.month), style="dim"), Text(event.actor, style="bold"), Text(event.text))
    count = len(result.events)
    title = f"Last {EVENTS} of {count} events" if count > EVENTS else "Events"
    return [Text(f"\n{title}", style="bold"), lines]


def print_out(*parts: RenderableType) -> None:
    """Print to standard output, without colour where that is no terminal."""
    console = Console(highlight=False)
    for part in parts:
        console.print(part)
