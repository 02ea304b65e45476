"""One person's simulation: the only module of the viewer that knows the model and the runner."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.seat import SeatView
from sim.files import new_folder, write_json, write_table
from sim.model import RareEarthModel
from sim.run import RunResult, manifest, run, write_run
from sim.scenario import Scenario, find_scenario, load
from viz import seat

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Small = NDArray[np.float32]

SMOOTHED = 3  # months; cargoes and licences come in lots, so that one month alone flickers


class Kept(NamedTuple):
    """What a month leaves beside its record, small enough to keep for all months."""

    trade: Small  # (products, origins, destinations) t
    content: Small  # (products, nations) share of what is for sale that is of the controller's making
    building: Small  # (nations, stages) t a month of capacity that is decided and not ready


class Turn(NamedTuple):
    """What a person did before a month was simulated: moved levers, or decided for a nation."""

    month: int
    levers: tuple[tuple[str, Any], ...] = ()
    slot: str = ""
    option: str = ""  # '' leaves the slot to the strategy


def open_scenario(name: str, changes: Mapping[str, Any]) -> Scenario:
    """Load a scenario of the library with `changes` (path to value); raises ScenarioError."""
    return load(find_scenario(name), changes)


class Session:
    """A run that goes on as far as it is asked to, with what a person did on the way."""

    def __init__(
        self, scenario: Scenario, seed: int, nation: str = "", turns: tuple[Turn, ...] = (), answered: int = -1
    ) -> None:
        """`nation` is the one whose seat is taken, '' for none.

        `turns` are done again when their months come; until month `answered` nothing is asked.
        """
        self.first = self.scenario = scenario
        self.seed, self.nation = seed, nation
        self.model = RareEarthModel(scenario, seed)
        if nation and nation not in seat.seats(self.model):
            raise ValueError(f"{nation} decides nothing in this scenario")
        self.turns: list[Turn] = []
        self._again = list(turns)
        self._answered = answered
        self.question: SeatView | None = None  # what the person in the seat knows and may decide now
        self.kept: list[Kept] = []
        self.result: RunResult = self.model.result()

    @property
    def month(self) -> int:
        """Months simulated so far."""
        return int(self.model.month)

    @property
    def done(self) -> bool:
        """Whether the scenario's last month has been simulated."""
        return self.month >= self.scenario.months

    @property
    def waits(self) -> bool:
        """Whether the person in the seat has to decide before the next month; the first is shown without."""
        return (
            bool(self.nation)
            and self.month > max(0, self._answered)
            and not self.done
            and seat.due(self.model, self.nation)
        )

    def step(self, months: int) -> None:
        """Simulate up to `months` more months, or until the person in the seat has to decide."""
        for _ in range(min(months, self.scenario.months - self.month)):
            self._redo()
            if self.waits:
                break
            self.model.step()
            self.kept.append(_kept(self.model))
        self.result = self.model.result()
        self._ask()

    def _ask(self) -> None:
        """Asked once, where nothing steps: who looks takes the model into the future and back."""
        self.question = seat.question(self.model, self.nation) if self.waits else None

    def _redo(self) -> None:
        while self._again and self._again[0].month <= self.month:
            self.take(self._again.pop(0))

    def take(self, turn: Turn) -> None:
        """Do what a person decided; it holds from the next month on. Raises ScenarioError for a lever that is wrong."""
        if turn.levers:
            self._steer(self.scenario.with_values(dict(turn.levers)))
            self._ask()
        if turn.slot and self.nation:
            if seat.held(self.model, self.nation).get(turn.slot, "") == turn.option:
                return  # what was said stands
            seat.tell(self.model, self.nation, turn.slot, turn.option)
        self.turns.append(turn._replace(month=self.month))

    def answer(self) -> None:
        """The person has decided for this quarter."""
        self._answered = self.month

    def _steer(self, scenario: Scenario) -> None:
        """From the next month on go by `scenario`: its policies, parameters and plans, in the world as it stands.

        The model is not built to change its mind, so that what a fresh one takes from a scenario is handed over.
        """
        model, fresh, now = self.model, RareEarthModel(scenario, self.seed), self.month
        model.config, model.prm, model.rulebook = scenario, fresh.prm, fresh.rulebook
        model.packs = model.packs._replace(prm=fresh.packs.prm)
        model.market.set_terms(fresh.prm, model.layout.parts)
        if now:  # the level of activity goes on, its growth is the new one
            level = model.activity[now - 1] / np.maximum(fresh.activity[now - 1], 1e-12)
            model.activity[now:] = fresh.activity[now:] * level
        for code, nation in model.nations.items():
            seat.brief(nation, fresh.nations[code])
        self.scenario = scenario

    def trade(self, month: int = 0) -> Floats:
        """Tonnes a month by (product, origin, destination), mean of the months up to the `month`th (0: the last)."""
        month = month or self.month
        return np.mean([k.trade for k in self.kept[max(0, month - SMOOTHED) : month]], axis=0, dtype=np.float64)

    def save(self, runs: Path) -> Path:
        """Write the run so far to a new folder in `runs`, as `rare-earth run --save` does, with what a person did.

        It is run again, because flows and plants by month are kept only where they are asked for.
        """
        so_far = self.first.with_values({"months": self.month, "seed": self.seed})
        name = f"{so_far.name}-{self.seed}" + (f"-{self.nation}" if self.nation else "")
        folder = new_folder(name[:60], runs, numbered=True)
        again = run(so_far, detail=True) if not self.turns else _repeated(self, so_far)
        write_run(again, folder)
        if self.turns:
            said = {"seat": self.nation, "turns": [turn._asdict() for turn in self.turns]}
            write_json(folder / "manifest.json", manifest(again) | said)
            write_table(folder / "decisions.csv", self.decided())
        return folder

    def decided(self) -> pd.DataFrame:
        """All decisions so far: month, nation, slot, option, by (person or strategy)."""
        return seat.decisions(self.result.decisions, self.model.nations.get(self.nation))

    def close(self) -> None:
        """Let the model go; only the garbage collector frees one, and it would wait."""
        del self.model
        self.kept.clear()
        gc.collect()


def _kept(model: RareEarthModel) -> Kept:
    st, slots, lay = model.state, model.layout.slots, model.layout
    products, nations = lay.shape
    cell = slots.s_product * nations + slots.s_nation
    stock = np.bincount(cell, weights=st.s_stock, minlength=products * nations)
    made = np.bincount(cell, weights=st.s_stock * st.s_mix[:, 0], minlength=products * nations)
    content = np.divide(made, stock, out=np.zeros_like(made), where=stock > 1e-9).reshape(products, nations)
    plants, stages = lay.plants, 5
    ahead = model.capacity.pipeline.ready[:, model.month :].sum(axis=1)
    rows = (plants.stage < stages) & (ahead > 0)
    place = plants.nation[rows] * stages + plants.stage[rows]
    building = np.bincount(place, weights=ahead[rows], minlength=nations * stages).reshape(nations, stages)
    return Kept(model.delivered.astype(np.float32), content.astype(np.float32), building.astype(np.float32))


def _repeated(session: Session, so_far: Scenario) -> RunResult:
    """The run with all turns once more, with flows and plants."""
    from sim.model.details import Details

    again = Session(so_far, session.seed, session.nation, tuple(session.turns), session.month)
    details = Details(again.model)
    while not again.done:
        again.step(1)
        details.add(again.model)
    fields = {name: getattr(again.result, name) for name in again.result.__dataclass_fields__}
    return RunResult(**{**fields, "scenario": so_far, "flows": details.flows(), "plants": details.plants()})
