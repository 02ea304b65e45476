"""What the page Compare shows: several saved results against the first of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from sim.compare import compare
from sim.compare.difference import Comparison
from sim.compare.saved import Saved, read
from sim.compare.told import told
from sim.files import result_folder
from sim.sweep import labels
from sim.sweep.measures import Column
from sim.words import quantity
from viz.saved import runs_folder

LEAST, MOST = 2, 8
SHOWN = 30


class Compared(NamedTuple):
    """The comparison, and the results themselves in the same order."""

    comparison: Comparison
    results: tuple[Saved, ...]


def compared(names: tuple[str, ...]) -> Compared:
    """Compare saved results by name; ValueError in one line where one cannot be read."""
    if not LEAST <= len(names) <= MOST:
        raise ValueError(f"choose {LEAST} to {MOST} saved runs or sweeps, not {len(names)}")
    folders = [result_folder(name, runs_folder()) for name in names]
    return Compared(compare(folders), tuple(map(read, folders)))


def parameters(found: Comparison) -> pd.DataFrame:
    """Parameters that differ from the first: with, parameter, was, is."""
    rows = [
        (r["name"], r["path"], _cell(r["first"]), _cell(r["second"])) for r in told(found.parameters).to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["with", "parameter", f"in {found.names[0]}", "there"])


def outcomes(found: Comparison, most: int = SHOWN) -> pd.DataFrame:
    """Outcomes that differ, what matters to the focal nation first, with the direction in words."""
    rows = []
    for r in found.outcomes.groupby("name", sort=False).head(most).to_dict("records"):
        unit = str(r["unit"])
        noise = r["noise"] if r["noise"] not in ("same seed", "other seed", "unknown") else ""
        rows.append(
            (
                r["name"],
                named(str(r["quantity"])),
                quantity(float(r["first"]), unit),
                quantity(float(r["second"]), unit),
                quantity(float(r["change"]), unit, change=True),
                r["direction"],
                r["diverges"] or noise,
            )
        )
    heads = ["with", "outcome", f"in {found.names[0]}", "there", "change", "direction", "differs from"]
    return pd.DataFrame(rows, columns=heads)


def named(name: str) -> str:
    """A quantity such as `import_dependency.IND` in words."""
    if name.startswith("share of"):
        return name.replace("_", " ")
    try:
        return labels.column(Column.of(name))
    except (ValueError, KeyError):
        return name.replace("_", " ").replace(".", ", ")


def quantities(found: Compared) -> list[str]:
    """What can be laid over each other: of runs, the series that differ; of sweeps, the measures with bands."""
    if found.results[0].kind == "sweep":
        return list(_bands(found.results[0].name)["key"].unique()) if found.results else []
    return list(dict.fromkeys(map(str, found.comparison.outcomes["quantity"])))[:200]


def overlay(found: Compared, name: str) -> pd.DataFrame:
    """One quantity by month, a column per result; of sweeps the median."""
    columns = {}
    for saved in found.results:
        columns[saved.name] = _median(saved.name, name) if saved.kind == "sweep" else _series(saved, name)
    return pd.DataFrame(columns).sort_index().rename_axis("month").reset_index()


def _series(saved: Saved, name: str) -> pd.Series:
    table = saved.series
    measure, *rest = name.split(".", 2)
    rows = table[table["measure"] == measure]
    for nation, product in _addresses(rest):
        some = rows[(rows["nation"] == nation) & (rows["product"] == product)]
        if len(some):
            return some.groupby("month")["value"].mean()
    return pd.Series(dtype=float)


def _addresses(rest: list[str]) -> list[tuple[str, str]]:
    if not rest:
        return [("", "")]
    return [(rest[0], ""), ("", rest[0])] if len(rest) == 1 else [(rest[0], rest[1])]


def _bands(name: str) -> pd.DataFrame:
    file = result_folder(name, runs_folder()) / "bands.csv"
    if not file.is_file():
        return pd.DataFrame(columns=["key", "group", "month", "p50"])
    table = pd.read_csv(file, keep_default_na=False)
    some = table[table["group"] == table["group"].iloc[0]]
    rows = some[["measure", "nation", "product"]].itertuples(index=False, name=None)
    return pd.DataFrame(some.assign(key=[".".join(part for part in row if part) for row in rows]))


def _median(name: str, key: str) -> pd.Series:
    table = _bands(name)
    rows = table[table["key"] == key]
    return pd.Series(rows["p50"].to_numpy(float), index=list(rows["month"]))


def _cell(value: Any) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return "-" if text == "" else text[:80]
