"""A small world for tests of sweeps: scenario and sweep files, and a runner that answers in microseconds.

Workers import this module by name, so the runners stand here and not in a test.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.records import Key, unit_of
from sim.streams import stream

SCENARIO = "name: {name}\nmonths: 36\n{more}"
LOGIT = "nations:\n  IND: {strategy: logit}\n"
SWEEP = """\
title: What India can answer
scenario: choice.yaml
seeds: 2
design: {method: sobol, draws: 16, seed: 3}
uncertainties:
  parameters.fear_decay: {uniform: [0.1, 0.3]}
  hypothesis: {choice: {leverage: 0.6, bargaining: 0.4}}
levers:
  nations.IND.assurance_response: [comply, middle_ground, refuse, adaptive]
objectives:
  - {measure: import_dependency, nation: focal, direction: minimize, weight: 0.6}
  - {measure: relations, nation: focal>rival, direction: maximize, weight: 0.4}
"""
KEYS = (
    Key("import_dependency", "IND"),
    Key("heavy_supply_from_controller", "IND"),
    Key("relations", "IND>USA"),
    Key("concession", "IND"),
    Key("output_lost_usd", "IND", "ev"),
    Key("output_lost_usd", "IND", "wind"),
    Key("spot_outside", "", "oxide_Dy"),
)


class Event(NamedTuple):
    month: str
    actor: str
    text: str


@dataclass(frozen=True)
class RunResult:
    """What a sweep reads of a run's result. The model's own class takes Mesa and numba along, for seconds."""

    scenario: Any
    seed: int
    status: str
    reason: str
    months: tuple[str, ...]
    keys: tuple[Key, ...]
    series: np.ndarray
    events: tuple[Event, ...]
    decisions: tuple[tuple[str, str, str, str], ...]
    residual: float

    def frame(self):
        import pandas as pd

        rows = [
            (month, key.nation, key.product, key.measure, unit_of(key.measure), self.series[m, k])
            for m, month in enumerate(self.months)
            for k, key in enumerate(self.keys)
        ]
        return pd.DataFrame(rows, columns=["month", "nation", "product", "measure", "unit", "value"])


def write_world(folder: Path, sweep: str = SWEEP) -> Path:
    """Write a baseline, a scenario and a sweep; return the sweep's file."""
    (folder / "baseline.yaml").write_text(SCENARIO.format(name="baseline", more=""))
    (folder / "choice.yaml").write_text(SCENARIO.format(name="choice", more=LOGIT))
    file = folder / "answers.yaml"
    file.write_text(sweep)
    return file


def run(scenario, seed=None, detail=False):
    """Answer as the model would, by a formula: the answer decides, chance and fear move it a little."""
    chance = stream(seed, "chance")
    months = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(scenario.months))
    time = np.linspace(0, 1, scenario.months)
    answer = scenario.plan("IND").assurance_response
    asked = scenario.plan("IND").strategy == "logit"
    if answer == "adaptive" and asked:
        tilt = 0.3 if scenario.hypothesis == "leverage" else -0.3
        answer = ("comply", "middle_ground", "refuse")[int(np.clip(chance.normal(1 + tilt, 0.6), 0, 2.99))]
    fear = 1 + 5 * scenario.parameters.get("fear_decay", 0.2)
    noise = 0.02 * chance.normal(size=scenario.months)
    fall = {"comply": 0.0, "middle_ground": 0.1, "refuse": 0.3}.get(answer, 0.0)
    given = {"comply": 1.0, "middle_ground": 0.5}.get(answer, 0.0)
    series = np.column_stack(
        [
            0.8 - fear * fall * time / 2 + noise,
            100 * np.where((answer == "refuse") & (fear > 2.3), 1 - time, 1.0),
            0.4 - 0.3 * given * time + noise,
            np.where(time > 0.2, given, 0.0),
            1e6 * fear * (1 + fall) * np.ones_like(time),
            2e6 * fear * np.ones_like(time),
            300 * fear * (1 + fall * time),
        ]
    )
    events = (Event(months[6], "IND", f"India answers: {answer}"),) if asked else ()
    decisions = ((months[6], "IND", "assurance_response", answer),) if asked else ()
    return RunResult(scenario, seed, "ok", "", months, KEYS, series, events, decisions, 1e-12)


def run_but_raise(scenario, seed=None, detail=False):
    """Raise for one seed of the cases that refuse."""
    if seed == 1 and scenario.plan("IND").assurance_response == "refuse":
        raise ZeroDivisionError("the mine\nis empty")
    return run(scenario, seed)


def run_but_die(scenario, seed=None, detail=False):
    """Kill the process in the same runs."""
    if seed == 1 and scenario.plan("IND").assurance_response == "refuse" and scenario.hypothesis == "bargaining":
        os._exit(9)
    return run(scenario, seed)


def kills(job):
    """Whether `run_but_die` dies in this job."""
    changes = job.changes
    refuses = changes.get("nations.IND.assurance_response") == "refuse"
    return job.seed == 1 and refuses and changes["hypothesis"] == "bargaining"


def run_and_fail(scenario, seed=None, detail=False):
    """Fail every run, as the model does when a balance is broken."""
    return replace(run(scenario, seed), status="failed", reason="no ore")


def run_without_number(scenario, seed=None, detail=False):
    """Give NaN for one seed under one answer."""
    result = run(scenario, seed)
    if seed == 1 and scenario.plan("IND").assurance_response == "comply":
        result.series[-1, 0] = np.nan
    return result


class Stopping:
    """A runner that is stopped by Ctrl-C in its nth run, once."""

    def __init__(self, after):
        self.left = after

    def __call__(self, scenario, seed=None, detail=False):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        return run(scenario, seed)


_ran = count(1)


def run_slowly(scenario, seed=None, detail=False):
    """Take 10 ms, and leave a line in the file that RUN_LOG names; see also `sweep_process.signalled`."""
    time.sleep(0.01)
    result = run(scenario, seed)
    line = f"{sorted(scenario.parameters.items())} {scenario.hypothesis} {scenario.plan('IND').assurance_response} {seed}\n"
    with open(os.environ["RUN_LOG"], "ab", buffering=0) as log:
        log.write(line.encode())
    if next(_ran) == 10 and "SIGNAL" in os.environ:
        _signal(*os.environ["SIGNAL"].split(" ", 1))
    return result


def _signal(number, sent):
    """Send this process a signal, unless another one has left the file that says that it was sent."""
    with suppress(FileExistsError):
        os.close(os.open(sent, os.O_CREAT | os.O_EXCL))
        os.kill(os.getpid(), int(number))


def run_poisoned(scenario, seed=None, detail=False):
    """Raise, die, loop for ever or stand still for ever, each in one run of the draw that POISONED names."""
    kind = POISON.get((scenario.plan("IND").assurance_response, seed))
    if kind is not None and scenario.parameters.get("fear_decay") == float(os.environ["POISONED"]):
        kind()
    return run(scenario, seed)


def _raise():
    raise ZeroDivisionError("no ore")


def _loop():
    while True:
        pass


def _stand_still():
    any(repeat(False))  # in C, where no signal is heard: like compiled code that never comes back


POISON = {
    ("comply", 0): _raise,
    ("comply", 1): lambda: os._exit(9),
    ("refuse", 0): _loop,
    ("refuse", 1): _stand_still,
}
