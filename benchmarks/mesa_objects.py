"""The trade month three times over the same links: compiled kernel, agents of Mesa, bare loops.

    python -m benchmarks.mesa_objects [--months N] [--json]

The month is one of the flagship's, with its caps, prices and habits. Kernel and agents must come to the same numbers,
by link, seller, buyer and lane, to 1e-9; the bare loops (`benchmarks.kernel.bare`) know neither caps nor stocks and are
the floor. The whole run is timed twice as well: as it is, and with the agents in the kernel's place.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any, cast

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.kernel import bare, microseconds
from benchmarks.trade_agents import TradeModel
from benchmarks.trade_arrays import give, take
from sim.bench import flagship
from sim.market import rows
from sim.market.kernel import clear_all
from sim.model import RareEarthModel
from sim.model.market import SPOT_ROUNDS

#: The month that is timed: licences and certificates are in force.
MONTH = 30
#: What a kernel should reach: so many times as fast as agents, and so many times the bare loops' time.
FASTER, OVER_BARE = 150.0, 1.5
#: Months of a run over which rounding must not show; later a threshold may turn a last digit into a difference.
FIRST_MONTHS = 24
#: What trade does not change.
GIVEN = {"terms", "offsets", "seller_nation", "buyer_nation"}
Arrays = dict[str, Any]


def month_of_flagship(month: int = MONTH) -> Arrays:
    """The kernel's arguments in one month, as it is given them."""
    model, given = RareEarthModel(flagship(month + 1)), cast(Arrays, {})
    trade = model.market.clear

    def keep(layout: Any) -> None:
        given.update(copied(arrays_of(model)))
        trade(layout)

    model.market.clear = keep  # type: ignore[method-assign]
    for _ in range(month + 1):
        model.step()
    return given


def arrays_of(model: RareEarthModel) -> Arrays:
    """The kernel's arguments of a model, by name."""
    market, slots = model.market, model.layout.slots
    moving = {name: getattr(market, name) for name in ("terms", "sellers", "buyers", "links", "lanes")}
    return {"offsets": slots.offsets, "seller_nation": slots.s_nation, "buyer_nation": slots.b_nation} | moving


def copied(arrays: Arrays, by_link: bool = False) -> Arrays:
    """The same numbers, for another to write on; with room for tonnes by link, which the model itself does not keep."""
    found = {name: array.copy() for name, array in arrays.items()}
    if by_link:
        found["links"] = np.zeros((rows.LINK_ROWS, arrays["links"].shape[1]))
        found["links"][rows.HABIT] = arrays["links"][rows.HABIT]
    return found


def by_kernel(arrays: Arrays) -> None:
    """A month of trade, compiled."""
    clear_all(np.arange(arrays["terms"].shape[1]), SPOT_ROUNDS, **arrays)


def agents_for(arrays: Arrays) -> TradeModel:
    """Agents for the same sellers, buyers and lanes."""
    return TradeModel(arrays["offsets"], arrays["seller_nation"], arrays["buyer_nation"], SPOT_ROUNDS)


def by_agents(agents: TradeModel, arrays: Arrays) -> None:
    """A month of trade among agents, there and back."""
    given = [arrays[name] for name in ("sellers", "buyers", "links", "lanes")]
    give(agents, arrays["terms"], *given)
    agents.step()
    take(agents, *given)


def difference(one: Arrays, other: Arrays) -> float:
    """The largest difference of any number, relative to the largest of its row."""
    worst = 0.0
    for name in one.keys() - GIVEN:
        for a, b in zip(one[name], other[name], strict=True):
            known = np.isfinite(a)
            size = np.abs(a[known]).max(initial=0.0)
            worst = max(worst, np.abs(a[known] - b[known]).max(initial=0.0) / size if size > 0.0 else 0.0)
            worst = max(worst, 0.0 if np.array_equal(a[~known], b[~known]) else np.inf)
    return float(worst)


def run_by(months: int, with_agents: bool) -> tuple[float, Arrays]:
    """Processor seconds of a run of the flagship, and all that it records but its rounding."""
    model = RareEarthModel(flagship(months))
    if with_agents:
        agents = agents_for(arrays_of(model))
        model.market.clear = lambda layout: by_agents(agents, arrays_of(model))  # type: ignore[method-assign]
    silent = not with_agents  # drawing would count in a run of some milliseconds
    turns = track(range(months), "agents", console=Console(stderr=True), transient=True, disable=silent)
    start = time.process_time()
    for _ in turns:
        model.step()
    spent, result = time.process_time() - start, model.result()
    kept = [key.measure != "balance_residual" for key in result.keys]
    return spent, {"series": result.series[:, kept].T}


def compare(months: int, month: int = MONTH, tries: int = 100) -> dict[str, float]:
    """Times in microseconds a month, ratios, and the largest differences of month and run."""
    given = month_of_flagship(month)
    compiled, objects, agents = copied(given, by_link=True), copied(given, by_link=True), agents_for(given)
    by_kernel(compiled)
    by_agents(agents, objects)
    found = {"links": float(given["links"].shape[1]), "max_difference": difference(compiled, objects)}
    kernel, floor = copied(given), copied(given, by_link=True)
    found["kernel_us"] = microseconds(lambda: by_kernel(kernel), tries=tries)
    found["bare_us"] = microseconds(lambda: bare(SPOT_ROUNDS, **floor), tries=tries)
    found["agents_us"] = microseconds(agents.step, calls=1, tries=max(1, tries // 10))
    found["agents_over_kernel"] = found["agents_us"] / found["kernel_us"]
    found["kernel_over_bare"] = found["kernel_us"] / found["bare_us"]
    run_by(months, False)  # compiles, or loads what was compiled
    (fast, one), (slow, other) = run_by(months, False), run_by(months, True)
    early = [{"series": run["series"][:, :FIRST_MONTHS]} for run in (one, other)]
    return found | {
        "run_months": float(months),
        "run_ms": 1e3 * fast,
        "run_with_agents_ms": 1e3 * slow,
        "run_ratio": slow / fast,
        "run_first_months_difference": difference(*early),
        "run_max_difference": difference(one, other),
    }


def shown(found: dict[str, float]) -> Table:
    """The comparison as a table."""
    table = Table("", "us a month", "times the kernel", title=f"One month of trade over {found['links']:.0f} links")
    for name, key in (("compiled kernel", "kernel_us"), ("agents of Mesa", "agents_us"), ("bare loops", "bare_us")):
        table.add_row(name, f"{found[key]:,.1f}", f"{found[key] / found['kernel_us']:,.2f}")
    table.add_section()
    times, bare_times = found["agents_over_kernel"], found["kernel_over_bare"]
    table.add_row("kernel faster than agents", f"{times:,.0f} x", f"aim >= {FASTER:.0f}")
    table.add_row("kernel over bare loops", f"{bare_times:.2f} x", f"aim <= {OVER_BARE}")
    table.add_row("largest relative difference", f"{found['max_difference']:.1e}", "aim <= 1e-9")
    table.add_section()
    table.add_row(f"run of {found['run_months']:.0f} months, ms", f"{found['run_ms']:,.1f}", "")
    ratio = f"{found['run_ratio']:,.0f} x"
    table.add_row("the same with agents in the market, ms", f"{found['run_with_agents_ms']:,.0f}", ratio)
    first, whole = found["run_first_months_difference"], found["run_max_difference"]
    table.add_row(f"largest relative difference in {FIRST_MONTHS} months", f"{first:.1e}", "")
    table.add_row("in the whole run: rounding, grown over thresholds", f"{whole:.1e}", "")
    return table


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--months", type=int, default=144, help="length of the whole run")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args(arguments)
    found = compare(chosen.months)
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        Console().print(shown(found))


if __name__ == "__main__":
    main()
