"""What moves China: with the same seed a concession eases its regime under bargaining and not under leverage."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import at, named, simulate

from sim.model.result import RunResult
from sim.scenario import load_sweep

SEEDS = (0, 1, 2)
CONCESSIONS = ("geneva", "london_talks", "busan_talks")
FIRST, LAPSED, SECOND = ("2025-07", "2025-09"), ("2025-11", "2026-01"), ("2026-02", "2026-12")


def run(motive: str, seed: int, conceded: bool = True, rationality: float = 40) -> RunResult:
    changes = {"hypothesis": motive, "months": 36, "nations.CHN.rationality": rationality}
    nothing = {} if conceded else {f"policies.{name}.concessions": [] for name in CONCESSIONS}
    return simulate(named("motives_2025").with_values({**changes, **nothing}), seed)


def strictness(result: RunResult, months: tuple[str, str], nation: str = "USA") -> float:
    """Mean regime towards a nation: 0 open, 4 ban."""
    return float(result.get("regime", nation)[at(result, *months)].mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bargainer_eases_when_something_is_conceded_and_a_denier_does_not(seed: int) -> None:
    eased = {
        motive: strictness(run(motive, seed, conceded=False), FIRST) - strictness(run(motive, seed), FIRST)
        for motive in ("leverage", "bargaining")
    }
    assert eased["bargaining"] >= 1.0
    assert abs(eased["leverage"]) <= 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bargainer_tightens_when_the_concession_lapses_and_eases_again_after_the_next(seed: int) -> None:
    path = run("bargaining", seed)
    assert strictness(path, LAPSED) >= strictness(path, FIRST) + 1.0
    assert strictness(path, SECOND) <= strictness(path, LAPSED) - 1.0


def test_the_rival_gets_more_heavy_goods_from_a_bargainer_that_was_given_something() -> None:
    window = ("2026-03", "2026-12")
    got = {
        motive: np.mean([
            run(motive, s).get("heavy_supply_from_controller", "USA")[at(run(motive, s), *window)].sum() for s in SEEDS
        ])
        for motive in ("leverage", "bargaining")
    }  # fmt: skip
    assert got["bargaining"] > 1.2 * got["leverage"]


def test_with_little_rationality_the_motives_hardly_differ() -> None:
    paths = [
        np.mean([strictness(run(m, s, rationality=0), SECOND) for s in range(8)]) for m in ("leverage", "bargaining")
    ]
    assert paths[0] == pytest.approx(paths[1], abs=1e-12)  # the same draws, whatever is weighed


def test_china_chooses_towards_each_of_its_targets() -> None:
    slots = {slot for _, nation, slot, _ in run("bargaining", 0).decisions if nation == "CHN"}
    assert slots == {f"regime:{nation}" for nation in ("IND", "USA", "EUU", "JPN", "KOR")}


def test_no_dated_act_of_china_after_march_2025_sets_what_it_chooses() -> None:
    for policy in named("motives_2025").policies:
        assert getattr(policy, "regime_at_most", None) is None
        assert getattr(policy, "regime_at_least", None) is None
        assert not getattr(policy, "suspended", ())


def test_the_sweep_draws_the_motive_and_no_regime() -> None:
    spec = load_sweep("motives_2025").spec
    assert "hypothesis" in spec.uncertainties
    assert not spec.levers
    assert not any(path.startswith(("nations.CHN.regime", "policies.licensing.regimes")) for path in spec.uncertainties)
