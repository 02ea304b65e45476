"""What the page Sweep shows of a finished sweep: points, bands, paths, shares, drivers, levers, hypotheses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.files import FolderError
from sim.sweep import labels, tables
from sim.sweep.measures import Column
from sim.sweep.tables import Tables
from sim.words import likelihood

ROLES = {"best": "best", "worst": "worst", "most_likely": "most likely"}
MOST_FANS = 9


class Fan(NamedTuple):
    """One measure over the months: its bands (month, p5 to p95) and the chosen paths by role."""

    column: Column
    title: str
    unit: str
    bands: pd.DataFrame
    paths: dict[str, np.ndarray[Any, Any]]


@lru_cache(maxsize=4)
def _read(folder: str, changed: float) -> Tables:
    return tables.read(Path(folder))


def read(folder: Path) -> Tables:
    """The tables of a sweep's folder; raises FolderError in one line."""
    file = folder / "manifest.json"
    if not file.is_file():
        raise FolderError(f"{folder} has no manifest.json: the sweep was not finished; run it again")
    return _read(str(folder), file.stat().st_mtime)


def objectives(found: Tables) -> list[Column]:
    """What best and worst are judged by, the weightiest first."""
    return [Column.of(o["column"]) for o in sorted(found.manifest["objectives"], key=lambda o: -float(o["weight"]))]


def points(found: Tables, x: Column, y: Column) -> pd.DataFrame:
    """Finished runs by two measures: case, draw, seed, outcome, x, y, and the role of the chosen ones."""
    runs = found.runs
    table = pd.DataFrame(
        {
            "case": runs["case"],
            "draw": runs["draw"],
            "seed": runs["seed"],
            "outcome": runs["outcome"].fillna("").map(labels.words),
            "x": runs[x.label].astype(float),
            "y": runs[y.label].astype(float),
            "role": "",
        }
    )
    for role, words in ROLES.items():
        row = found.role(role)
        if row:
            table.loc[(table["case"] == int(row["case"])) & (table["seed"] == int(row["seed"])), "role"] = words
    return table.reset_index(drop=True)


def shares(found: Tables) -> pd.DataFrame:
    """Share of each named outcome: where nations choose, then for each setting of each lever: name, outcome, share."""
    names = [entry["name"] for entry in found.manifest["outcomes"]]
    parts = [("nations choose", found.basis)]
    for path, settings in found.levers.items():
        others = {p: v for p, v in found.manifest["reference"].items() if p != path}
        for value in settings:
            some = found.under(found.runs, path, value)
            for other, setting in others.items():
                some = found.under(some, other, setting)
            parts.append((f"{labels.told(path)}: {labels.words(value)}", some))
    rows = [
        {"name": name, "outcome": labels.words(outcome), "share": _share(runs, outcome)}
        for name, runs in parts
        if len(runs)
        for outcome in names
    ]
    return pd.DataFrame(rows, columns=["name", "outcome", "share"])


def _share(runs: pd.DataFrame, outcome: str) -> float:
    whole = float(runs["weight"].sum())
    return float(runs.loc[runs["outcome"] == outcome, "weight"].sum()) / whole if whole > 0 else 0.0


def chosen(found: Tables) -> pd.DataFrame:
    """The chosen runs: role, case, seed, outcome in words, how sure the choice is, and how likely such an outcome is."""
    rows = []
    for role, words in ROLES.items():
        row = found.role(role)
        if row:
            sure, said = _percent(row.get("stability")), _odds(found, str(row["outcome"]))
            rows.append((words, int(row["case"]), int(row["seed"]), labels.words(row["outcome"]), sure, said))
    return pd.DataFrame(rows, columns=["path", "case", "seed", "outcome", "chosen again", "likelihood of its outcome"])


def _odds(found: Tables, outcome: str) -> str:
    """The outcome's share where nations choose, with its word where the inputs have declared distributions."""
    share = _share(found.basis if len(found.basis) else found.runs, outcome)
    word = f"{likelihood(share)}, " if found.manifest["declared"] and len(found.basis) else ""
    return f"{word}{_percent(share)} of runs"


def fans(found: Tables) -> list[Fan]:
    """The measures that have bands, objectives first; runs that likelihoods come from, where there are some."""
    if found.bands.empty:
        return []
    bands = found.bands[found.bands["group"] == found.bands["group"].iloc[0]].fillna({"nation": "", "product": ""})
    keys = list(dict.fromkeys(bands[["measure", "nation", "product"]].itertuples(index=False, name=None)))
    judged = [o.path for o in objectives(found)]
    columns = sorted((Column(*key) for key in keys), key=lambda c: judged.index(c) if c in judged else len(judged))
    paths = _paths(str(found.folder), _stamp(found.folder / "paths.csv"), tuple(keys))
    made = []
    for column in columns[:MOST_FANS]:
        key = (column.measure, column.nation, column.product)
        rows = bands[(bands["measure"] == key[0]) & (bands["nation"] == key[1]) & (bands["product"] == key[2])]
        drawn = {words: paths[role, *key] for role, words in ROLES.items() if (role, *key) in paths}
        made.append(Fan(column, labels.column(column), str(rows["unit"].iloc[0]), rows.reset_index(drop=True), drawn))
    return made


def _stamp(file: Path) -> float:
    return file.stat().st_mtime if file.is_file() else 0.0


@lru_cache(maxsize=2)
def _paths(folder: str, changed: float, keys: tuple[tuple[str, str, str], ...]) -> dict[tuple[str, ...], Any]:
    """The chosen runs' series of the measures that have bands, by role, measure, nation and product."""
    file = Path(folder) / "paths.csv"
    if not changed or file.stat().st_size < 2:
        return {}
    wanted = {key[0] for key in keys}
    use = ["role", "month", "nation", "product", "measure", "value"]
    parts = pd.read_csv(file, usecols=use, keep_default_na=False, na_values=["nan"], chunksize=200_000)
    table = pd.concat([p[p["measure"].isin(wanted) & p["role"].isin(ROLES)] for p in parts], ignore_index=True)
    found: dict[tuple[str, ...], Any] = {}
    for names, rows in table.groupby(["role", "measure", "nation", "product"], sort=False):
        found[tuple(map(str, names))] = rows.sort_values("month")["value"].to_numpy(float)
    for role in ROLES:  # output lost is kept by sector; its band is of the sum
        for measure, nation, product in keys:
            if not product and (role, measure, nation, "") not in found:
                some = [v for (r, m, n, _), v in found.items() if (r, m, n) == (role, measure, nation)]
                if some:
                    found[role, measure, nation, ""] = np.sum(some, axis=0)
    return found


def drivers(found: Tables) -> pd.DataFrame:
    """Which uncertain inputs move the score of the worst: name, value (index), low, high; the strongest first."""
    table = found.drivers
    if table.empty or "index" not in table:
        return pd.DataFrame(columns=["name", "value", "low", "high"])
    known = table[table["index"].notna()]
    target = "score of the worst" if (known["target"] == "score of the worst").any() else None
    known = known[known["target"] == (target or (known["target"].iloc[0] if len(known) else ""))]
    rows = known.assign(
        name=known["path"].map(labels.told), value=known["index"], low=known["index_low"], high=known["index_high"]
    )
    return rows.sort_values("value", key=abs, ascending=False)[["name", "value", "low", "high"]].reset_index(drop=True)


def boxes(found: Tables) -> pd.DataFrame:
    """Where an outcome is common: outcome, input, its limits, share of the outcome inside, share of runs there."""
    table = found.drivers
    rows = table[table["method"] == "prim"] if len(table) else table
    return pd.DataFrame(
        [
            (
                labels.words(r["target"]),
                labels.told(r["path"]),
                labels.words(r["limits"]),
                _percent(r["coverage"]),
                _percent(r["density"]),
            )
            for r in rows.to_dict("records")
        ],
        columns=["what", "where", "limits", "of it inside", "of the runs there are it"],
    )


def robust(found: Tables) -> pd.DataFrame:
    """Lever settings by how they do over all futures: lever, setting, mean, worst future, regret, satisficing."""
    rows = [
        (
            labels.told(r["lever"]),
            labels.words(r["setting"]),
            f"{r['mean']:.2f}",
            f"{r['maximin']:.2f}",
            f"{r['regret']:.2f}",
            _percent(r["satisficing"]),
        )
        for r in found.robust.to_dict("records")
    ]
    heads = ["lever", "setting", "mean payoff", "in its worst future", "largest regret", "futures good enough"]
    return pd.DataFrame(rows, columns=heads)


def hypotheses(found: Tables) -> pd.DataFrame:
    """The matrix of competing hypotheses, an item of evidence a row; empty where nobody asked."""
    table = found.hypotheses
    if table.empty:
        return table
    marks = [c for c in table.columns if str(c).startswith("mark.")]
    names = {c: labels.words(str(c).removeprefix("mark.")) for c in marks}
    shown = table[[c for c in ("date", "text", *marks, "ratio") if c in table.columns]]
    return shown.rename(columns=names | {"text": "evidence", "ratio": "likelihood ratio"}).map(_short)


def _short(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, float) else value


def _percent(value: Any) -> str:
    return f"{100 * float(value):.0f} %" if isinstance(value, float) and np.isfinite(value) else "-"
