"""Figures of a sweep, as PNG on a light ground of their own, so that they read on light and dark pages alike.

Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart; lines differ in dash and points in
shape as well.
"""

from __future__ import annotations

from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.measures import Column
from sim.sweep.tables import Tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, INK, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#222222", "#767676"
GROUND = "#FCFCFA"
COLOURS = 256
OUTCOMES = (SKY, VERMILION, GREEN, ORANGE, "#BBBBBB", PURPLE, YELLOW, BLUE)
SHAPES = "os^vPp<>"
"""Markers of outcomes, other than those of the chosen runs."""
PATHS = (
    ("best", "plausible best", BLUE, "-"),
    ("worst", "plausible worst", VERMILION, "--"),
    ("most_likely", "most likely", INK, "-."),
)
SIZES = {"share": (100.0, "%"), "USD a month": (1e-6, "million USD a month"), "USD": (1e-9, "billion USD")}
"""Units as they are drawn: what a value is multiplied with, and the name."""
STRONGEST = 6
"""Inputs drawn per kind of future."""
WRAPPED = 32
"""Letters of a line of an input's name."""
FLAT = 1e-6
"""Span of a series, relative to its size, below which nothing moves."""
FANS = (
    "import_dependency", "heavy_dependency", "supply_gap", "relations", "heavy_supply_from_controller",
    "spot_outside",
)  # fmt: skip


def figures(tables: Tables, facts: Facts, paths: pd.DataFrame) -> dict[str, bytes]:
    """Return the figures of the report by file name."""
    drawn = {"outcomes.png": outcomes(tables, facts)}
    if len(tables.bands):
        drawn["paths.png"] = fans(tables, paths)
    if len(tables.manifest["objectives"]) > 1 and facts["best"]:
        drawn["cloud.png"] = cloud(tables, facts)
    indices = [row for row in facts["drivers"] if row["method"] != "prim"]
    if indices:
        drawn["drivers.png"] = bars(tables, indices)
    return drawn


def _figure(width: float, height: float, rows: int = 1, columns: int = 1) -> tuple[Figure, np.ndarray[Any, Any]]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=120, facecolor=GROUND, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for ax in axes.flat:
        ax.set_facecolor(GROUND)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(colors=INK, labelsize=8)
    return figure, axes


def _png(figure: Figure, tables: Tables) -> bytes:
    from PIL import Image

    source = f"Source: model results, sweep {tables.manifest['name']}, version {tables.manifest['version']}"
    figure.supxlabel(source, x=0.01, ha="left", fontsize=7, color=GREY)
    drawn, out = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", facecolor=GROUND)
    # Few colours are drawn: a palette makes the file a third as large.
    Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def outcomes(tables: Tables, facts: Facts) -> bytes:
    """Shares of the named outcomes: where nations choose, and for each setting of each lever."""
    bars = [
        (
            "reference: all choose" if _free(tables) else "reference",
            {row["outcome"]: row["share"] for row in facts["shares"]},
        )
    ]
    bars += [
        (f"{labels.told(row['lever'])}: {labels.words(row['setting'])}", row["shares"]) for row in facts["by_setting"]
    ]
    figure, axes = _figure(8.5, 1.5 + 0.36 * len(bars))
    ax: Axes = axes[0, 0]
    left = np.zeros(len(bars))
    places = np.arange(len(bars))[::-1]
    for i, row in enumerate(facts["shares"]):
        width = np.array([100 * shares[row["outcome"]] for _, shares in bars])
        colour = OUTCOMES[i % len(OUTCOMES)]
        ax.barh(places, width, left=left, color=colour, edgecolor=GROUND, label=labels.words(row["outcome"]))
        left += width
    ax.set_yticks(places, [name for name, _ in bars])
    ax.set_xlim(0, 100)
    ax.set_xlabel("share of runs, %", fontsize=8)
    figure.legend(loc="outside upper left", ncols=5, fontsize=8, frameon=False)
    return _png(figure, tables)


def _free(tables: Tables) -> bool:
    return all(value == "adaptive" for value in tables.manifest["reference"].values())


def fans(tables: Tables, paths: pd.DataFrame) -> bytes:
    """Monthly bands of the runs that likelihoods come from, with the chosen runs on top."""
    bands = tables.bands[tables.bands["group"] == tables.bands["group"].iloc[0]]
    keys = _shown(tables, _keys(bands))
    rows = -(-len(keys) // 3)
    figure, axes = _figure(11, 0.7 + 2.5 * max(rows, 1), max(rows, 1), 3)
    for ax, key in zip(axes.flat, keys, strict=False):
        _fan(ax, key, bands, paths)
    for ax in axes.flat[len(keys) :]:
        ax.set_visible(False)
    handles, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper left", ncols=6, fontsize=8, frameon=False)
    return _png(figure, tables)


def _shown(tables: Tables, keys: list[Column]) -> list[Column]:
    """Return up to nine series: those of the focal nation and the world, objectives first."""
    roles = tables.manifest["roles"]
    near = ("", roles["focal"], f"{roles['focal']}>{roles['rival']}")
    judged = [Column.of(o["column"]).path for o in tables.manifest["objectives"]]
    rest = [k for k in keys if k.measure in FANS and k.nation in near and k not in judged]
    return [*(k for k in judged if k in keys), *rest][:9]


def _keys(bands: pd.DataFrame) -> list[Column]:
    rows = bands[["measure", "nation", "product"]].drop_duplicates().fillna("")
    return [Column(*row) for row in rows.itertuples(index=False, name=None)]


def _select(frame: pd.DataFrame, key: Column) -> pd.DataFrame:
    """Return the rows of a series; where it is kept by sector only, those of all sectors, to be added up."""
    rows = frame[(frame["measure"] == key.measure) & (frame["nation"].fillna("") == key.nation)]
    exact = rows[rows["product"].fillna("") == key.product]
    return exact if len(exact) or key.product else rows


def _fan(ax: Axes, key: Column, bands: pd.DataFrame, paths: pd.DataFrame) -> None:
    band = _select(bands, key)
    years = _years(band["month"])
    size, unit = SIZES.get(key.monthly_unit, (1.0, key.monthly_unit))
    ax.fill_between(years, size * band["p5"], size * band["p95"], color="#D8DEE3", label="P5 to P95 of the reference")
    ax.fill_between(years, size * band["p25"], size * band["p75"], color="#B4BFC8", label="P25 to P75")
    for role, name, colour, dash in PATHS:
        run = _select(paths[paths["role"] == role], key).groupby("month", sort=True)["value"].sum()
        if len(run):
            ax.plot(_years(run.index), size * run.to_numpy(), dash, color=colour, lw=1.4, label=name)
    ax.locator_params(axis="x", integer=True, nbins=7)
    if unit == "USD/kg" and band["p95"].max() > 20 * max(band["p50"].min(), 1e-9) > 0:
        ax.set_yscale("log")  # a price that rises twentyfold would flatten everything else
    else:
        ax.ticklabel_format(useOffset=False, style="plain")
        steady(ax)
    ax.set_title(labels.column(key), fontsize=8.5, loc="left", color=INK)
    ax.set_ylabel(unit, fontsize=8)


def steady(ax: Axes) -> None:
    """Give an axis on which nothing moves a range that shows so: bands have seven digits, and their last is no news."""
    low, high = ax.dataLim.intervaly
    if high - low < FLAT * max(abs(low), abs(high)):
        ax.set_ylim(*sorted((0.9 * low, 1.1 * high)))


def _years(months: Any) -> list[float]:
    return [int(month[:4]) + (int(month[5:7]) - 1) / 12 for month in months]


def cloud(tables: Tables, facts: Facts) -> bytes:
    """Every run by its two weightiest objectives, with the colour and shape of its outcome, and the chosen runs marked."""
    ranked = sorted(tables.manifest["objectives"], key=lambda o: -o["weight"])[:2]
    x, y = (Column.of(o["column"]) for o in ranked)
    figure, axes = _figure(8.5, 5.2)
    ax: Axes = axes[0, 0]
    sizes = [SIZES.get(c.unit, (1.0, c.unit))[0] for c in (x, y)]
    for i, row in enumerate(facts["shares"]):
        runs = tables.runs[tables.runs["outcome"] == row["outcome"]]
        ax.scatter(
            sizes[0] * runs[x.label], sizes[1] * runs[y.label], s=20, alpha=0.6, linewidths=0,
            color=OUTCOMES[i % len(OUTCOMES)], marker=SHAPES[i % len(SHAPES)], label=labels.words(row["outcome"]),
        )  # fmt: skip
    for (role, name, colour, _), marker in zip(PATHS, ("*", "X", "D"), strict=True):
        if facts[role]:
            at = [size * facts[role]["measures"][c.label]["value"] for size, c in zip(sizes, (x, y), strict=True)]
            ax.scatter(at[:1], at[1:], s=130, marker=marker, color=colour, edgecolor="white", label=name, zorder=3)
    for set_label, c in ((ax.set_xlabel, x), (ax.set_ylabel, y)):
        unit = SIZES.get(c.unit, (1.0, c.unit))[1]
        set_label(f"{labels.column(c)}, {unit}, {c.period}", fontsize=8)
    figure.legend(loc="outside upper left", ncols=5, fontsize=8, frameon=False)
    return _png(figure, tables)


def bars(tables: Tables, rows: list[dict[str, Any]]) -> bytes:
    """What each input decides, per kind of future: index, 90 % interval, and what an input without effect shows."""
    targets = list(dict.fromkeys(row["target"] for row in rows))[:6]
    columns = min(3, len(targets))
    deep = -(-len(targets) // columns)
    figure, axes = _figure(11, 0.6 + 2.3 * deep, deep, columns)
    for ax, target in zip(axes.flat, targets, strict=False):
        mine = [row for row in rows if row["target"] == target][:STRONGEST][::-1]
        values = np.array([row["index"] for row in mine])
        ends = np.array([[row["index"] - row["index_low"], row["index_high"] - row["index"]] for row in mine]).T
        names = [fill(labels.told(row["path"]), WRAPPED) for row in mine]
        ax.errorbar(values, range(len(mine)), xerr=np.maximum(ends, 0), fmt="o", color=BLUE, ms=4, lw=1.2)
        if mine[0]["noise"] > 0:
            ax.axvspan(0, mine[0]["noise"], color="#E4E6E4", lw=0)
        ax.set_yticks(range(len(mine)), names, fontsize=7)
        ax.set_xlim(left=0)
        ax.set_title(labels.words(target), fontsize=8.5, loc="left", color=INK)
    for ax in axes.flat[len(targets) :]:
        ax.set_visible(False)
    return _png(figure, tables)
