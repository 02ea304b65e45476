"""The crisis of 2010 without one part of its story: what each part is worth."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.history.ensemble import Kind, ensemble
from sim.history.measuring import Floats
from sim.history.periods import label, span, within
from sim.history.replay import Replay, replay, scenario
from sim.history.score import band, scorecard
from sim.history.tables import Address
from sim.parameters import TABLE

if TYPE_CHECKING:
    import pandas as pd

EPISODE = "crisis_2010"
_ND, _INSIDE = Address("spot_outside", "", "oxide_NdPr"), Address("spot_inside", "", "oxide_NdPr")
_LA, _CE = (Address("spot_outside", "", f"oxide_{e}") for e in ("La", "Ce"))


def changes() -> dict[str, dict[str, Any]]:
    """Return what each ablation sets in the scenario."""
    return {
        "nothing": {},
        "the crackdown of 2011": {"policies.production_quota.crackdowns": []},
        "traders": {f"parameters.{name}": TABLE[name].low for name in ("trader_sensitivity", "trader_scale")},
        "half-years (a twelfth of the year each month)": {
            "policies.export_quota.quotas": _yearly(),
            "policies.export_quota.quota_spread": "month",
        },
    }


def _yearly() -> list[dict[str, Any]]:
    """Return the quotas of the crisis, each year in one."""
    (control,) = (p for p in scenario(EPISODE).plain()["policies"] if p.get("id") == "export_quota")
    tonnes: dict[str, float] = {}
    for quota in control["quotas"]:
        year = quota["period"][:4]
        tonnes[year] = tonnes.get(year, 0.0) + quota["tonnes"]
    return [{"period": year, "tonnes": t} for year, t in tonnes.items()]


def run(
    kind: Kind = "posterior", size: int = 20, seed: int = 0, executor: ProcessPoolExecutor | None = None
) -> pd.DataFrame:
    """Return a row per ablation, each the median of the same runs otherwise.

    Columns: without, nd_rise (outside, peak over January 2010), nd_peak (YYYY-MM), half_after (months),
    nd_rise_inside, la_2011, ce_2011 (mean of 2011 over 2009), nd_error and dy_error (mean absolute log error of
    yearly prices 2010-2015).
    """
    import pandas as pd

    rows = []
    for without, values in changes().items():
        done = replay(EPISODE, ensemble(EPISODE, kind, size, seed, values), executor)
        rows.append({"without": without, **_row(done)})
    return pd.DataFrame(rows)


def _row(done: Replay) -> dict[str, Any]:
    card = scorecard(done)
    errors = {s.series.name: s.error for s in card.series}
    value = {t.target.name: t.value for t in card.targets}
    return {
        "nd_rise": _median(done, _ND, _rise),
        "nd_peak": label(round(value["nd_peak_month"])),
        "half_after": value["nd_half"],
        "nd_rise_inside": _median(done, _INSIDE, _rise),
        "la_2011": _median(done, _LA, _year_rise),
        "ce_2011": _median(done, _CE, _year_rise),
        "nd_error": errors["nd_year"],
        "dy_error": errors["dy_year"],
    }


def _median(done: Replay, address: Address, what: Any) -> float:
    values = np.array([[what(months, done.start)] for months in done.of(address)])
    return float(band(values, done.weights)[1, 0])


def _rise(months: Floats, start: str) -> float:
    where = within("2010-01/2012-12", start, len(months))
    return float(months[where].max() / months[span("2010-01")[0] - span(start)[0]])


def _year_rise(months: Floats, start: str) -> float:
    first, last = (within(year, start, len(months)) for year in ("2009", "2011"))
    return float(months[last].mean() / months[first].mean())
