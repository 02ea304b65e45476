"""One run of one scenario: `run`, and `write_run` for its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.files import write, write_json, write_table
from sim.model import RareEarthModel
from sim.model.balance import BalanceError
from sim.model.details import Details
from sim.model.result import Event, FlowTable, PlantTable, RunResult
from sim.provenance import provenance
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def run(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """Run a scenario to its end.

    A breach of a balance or a number that is not finite gives status 'failed' with its reason in one line, and
    the months until then.  detail: keep flows by lane and plants by month as well (for a run folder).
    """
    model = RareEarthModel(scenario, seed)
    details = Details(model) if detail else None
    reason = ""
    for _ in range(scenario.months):
        try:
            model.advance()
        except (BalanceError, FloatingPointError, ZeroDivisionError) as error:
            reason = str(error) or type(error).__name__
            break
        if details is not None:
            details.add(model)
    result = model.result()
    if not reason and not np.isfinite(result.series).all():
        bad = result.keys[int(np.argwhere(~np.isfinite(result.series))[0][1])]
        reason = f"{bad.measure} of '{bad.nation}' '{bad.product}' is not a finite number"
    changes: dict[str, Any] = {"status": "failed" if reason else "ok", "reason": reason}
    if details is not None:
        changes |= {"flows": details.flows(), "plants": details.plants()}
    return RunResult(**{**_fields(result), **changes})


def _fields(result: RunResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in result.__dataclass_fields__}


def write_run(result: RunResult, folder: Path) -> None:
    """Write a run to `folder` (it must exist): manifest, resolved scenario, series, flows, firms, events.

    Each file is whole or absent; the manifest comes last, so that a folder with a manifest is complete.
    """
    import pandas as pd

    write(folder / "scenario.yaml", result.scenario.to_yaml())
    write_table(folder / "series.csv", result.frame())
    if result.flows is not None:
        write_table(folder / "flows.csv", _flow_frame(result, result.flows))
    if result.plants is not None:
        write_table(folder / "firms.csv", _plant_frame(result, result.plants))
    events = pd.DataFrame(list(result.events), columns=["month", "actor", "event"])
    write_table(folder / "events.csv", events)
    write_json(folder / "manifest.json", manifest(result))


def manifest(result: RunResult) -> dict[str, Any]:
    """What somebody needs to trust and repeat the run."""
    return {
        **provenance("run"),
        "scenario": result.scenario.name,
        "seed": result.seed,
        "status": result.status,
        "reason": result.reason,
        "months": len(result.months),
        "digest": result.scenario.digest(),
        "plugins": result.scenario.codes(),
        "balance_residual": result.residual,
    }


def _flow_frame(result: RunResult, flows: FlowTable) -> pd.DataFrame:
    import pandas as pd

    names = lambda table, index: np.array(table, dtype=object)[index]  # noqa: E731
    return pd.DataFrame(
        {
            "month": names(result.months, flows.month),
            "product": names(result.products, flows.product),
            "origin": names(result.nations, flows.origin),
            "destination": names(result.nations, flows.destination),
            "tonnes": flows.tonnes,
            "spot_usd_per_kg": flows.spot_price,
            "paid_usd_per_kg": flows.price_paid,
        }
    )


def _plant_frame(result: RunResult, plants: PlantTable) -> pd.DataFrame:
    import pandas as pd

    months, count = plants.capacity.shape
    column = lambda values: np.tile(np.array(values, dtype=object), months)  # noqa: E731
    state = np.where(plants.running > 0.99, "running", np.where(plants.running > 0.0, "restarting", "mothballed"))
    state = np.where(plants.capacity > 0.0, state, "not built")
    return pd.DataFrame(
        {
            "month": np.repeat(np.array(result.months, dtype=object), count),
            "firm": column(plants.firms),
            "plant": column(plants.names),
            "stage": column(plants.stages),
            "nation": column(plants.nations),
            "capacity_t_per_month": plants.capacity.ravel(),
            "output_t": plants.output.ravel(),
            "stock_t": plants.stock.ravel(),
            "state": state.ravel(),
        }
    )


__all__ = ["Event", "FlowTable", "PlantTable", "RunResult", "manifest", "run", "write_run"]
