"""The example that is kept beside the sources: `python -m sim.sweep.example` makes `runs/example` anew."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sim.files import RUNS, write, write_table
from sim.sweep import report, run_sweep
from sim.sweep.figures import FANS
from sim.sweep.plan import Plan, plan
from sim.sweep.tables import read

KEY = ["measure", "nation", "product"]
NAME, SETS, LIMIT = "example", {"months": 48}, 1_000_000
"""Name of the sweep and of its folder, what is set in the scenario, and the bytes that the folder may take."""
README = """\
# An example of results

The folder of a small sweep ([scenarios/sweeps/example.yaml](../../scenarios/sweeps/example.yaml), {runs} runs over {months}
months, too few for new capacity), as it is written by

```
make example
```

Begin with `report.html` or [report.md](report.md). `paths.csv` keeps only the series that the report draws, so that the folder
stays small. A test holds the folder against the sources: the same question, data and columns, and runs made again.
"""


def planned() -> Plan:
    """Return the plan of the example as the sources have it now."""
    return plan(NAME, None, None, SETS)


def make(runs: Path = RUNS, workers: int | None = None) -> Path:
    """Run the example anew in place of the one there is; return its folder."""
    old = runs / NAME
    if old.is_dir() and not old.is_symlink():
        shutil.rmtree(old)
    folder = run_sweep(NAME, workers=workers, out=NAME, sets=SETS, runs=runs).path
    trim(folder)
    return folder


def trim(folder: Path) -> None:
    """Cut the paths to the series that the report draws, and write the report and the README again."""
    tables = read(folder)
    paths = pd.read_csv(folder / "paths.csv", keep_default_na=False)
    drawn = {o["column"].partition(":")[0].split(".")[0] for o in tables.manifest["objectives"]} | set(FANS)
    roles = tables.manifest["roles"]
    near = ("", roles["focal"], f"{roles['focal']}>{roles['rival']}")
    banded = set(tables.bands[KEY].fillna("").itertuples(index=False, name=None))
    summed = ~paths["measure"].isin({m for m, _, product in banded if product})
    kept = np.array([key in banded for key in paths[KEY].itertuples(index=False, name=None)]) | summed
    kept &= (paths["measure"].isin(drawn) & paths["nation"].isin(near)).to_numpy()
    write_table(folder / "paths.csv", paths[kept])
    report(folder)
    write(folder / "README.md", README.format(runs=len(tables.outcomes), months=tables.manifest["months"]))


if __name__ == "__main__":
    made = make()
    size = sum(file.stat().st_size for file in made.iterdir())
    print(f"{made}: {size / 1000:.0f} kB of {LIMIT / 1000:.0f}")
    sys.exit(size > LIMIT)
