"""Confidence in the judgements, from tests that are listed; it is kept apart from likelihood."""

from __future__ import annotations

from typing import Any

from sim.sweep.select import STABLE, WILKS_DRAWS
from sim.sweep.tables import Tables
from sim.words import chance, percent

WIDTH = 0.15
FAILED = 0.01
RESIDUAL = 1e-9


def confidence(tables: Tables, facts: dict[str, Any]) -> dict[str, Any]:
    """Return `level` (high, moderate, low) and `tests`, each with what it asks, what was found and `passed`.

    All passed is high, two thirds moderate, fewer low.
    """
    tests = [
        _draws(facts),
        _sampling(facts),
        _lead(facts),
        _firm(facts),
        _failed(facts),
        _balance(tables),
        _moved(tables),
        _fitted(tables),
    ]
    passed = sum(test["passed"] for test in tests)
    level = "high" if passed == len(tests) else "moderate" if 3 * passed >= 2 * len(tests) else "low"
    return {"level": level, "passed": passed, "of": len(tests), "tests": tests}


def _test(asks: str, found: str, passed: bool) -> dict[str, Any]:
    return {"asks": asks, "found": found, "passed": bool(passed)}


def _draws(facts: dict[str, Any]) -> dict[str, Any]:
    return _test(f"at least {WILKS_DRAWS} draws (Wilks)", str(facts["draws"]), facts["draws"] >= WILKS_DRAWS)


def _sampling(facts: dict[str, Any]) -> dict[str, Any]:
    width = facts["leading"]["high"] - facts["leading"]["low"]
    return _test(f"share of the leading outcome known to {percent(WIDTH)} or better", percent(width), width <= WIDTH)


def _lead(facts: dict[str, Any]) -> dict[str, Any]:
    second = facts["second"]
    ahead = second is None or facts["leading"]["low"] > second["high"]
    found = "one outcome only" if second is None else "apart" if ahead else "their ranges overlap"
    return _test("leading outcome and runner-up are apart", found, ahead)


def _firm(facts: dict[str, Any]) -> dict[str, Any]:
    chosen = {part: facts[part] for part in ("best", "worst", "most_likely") if facts[part]}
    least = min((c["stability"] for c in chosen.values()), default=0.0)
    asks = f"best, worst and most likely stay of one kind in {percent(STABLE)} of resamples"
    return _test(asks, chance(least), len(chosen) == 3 and least >= STABLE)


def _failed(facts: dict[str, Any]) -> dict[str, Any]:
    share = facts["failed"] / max(facts["runs"], 1)
    return _test(f"at most {percent(FAILED)} of the runs failed", str(facts["failed"]), share <= FAILED)


def _balance(tables: Tables) -> dict[str, Any]:
    residual = tables.manifest["balance_residual"]
    asks = f"material and money balances close to {RESIDUAL:.0e}"
    return _test(asks, f"{residual:.1e}", residual <= RESIDUAL)


def _moved(tables: Tables) -> dict[str, Any]:
    idle = tables.moves.loc[tables.moves["moves"] == 0, "path"].tolist() if len(tables.moves) else []
    found = f"no effect seen of {', '.join(idle)}" if idle else "all do"
    return _test("every input and lever moves a measure", found, not idle)


def _fitted(tables: Tables) -> dict[str, Any]:
    fitted = bool(tables.manifest.get("fitted_to_history"))
    return _test("ranges of the behavioural inputs were fitted to past episodes", "yes" if fitted else "no", fitted)
