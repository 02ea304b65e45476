"""What a calibration leaves: the sample as a committed table with its provenance, and what it says of each parameter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import posterior
from sim.files import write, write_json
from sim.history.engine import is_witness, witness
from sim.history.fit import EPISODE, fitted, free
from sim.history.smc import Fit, digest
from sim.provenance import provenance

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 500
SHRINKAGE, SHIFT = 0.1, 0.25
"""Below both, the figures say nothing about a parameter: with 200 effective rows chance alone reaches half of that."""
_FLAT = 1 / np.sqrt(12)


def write_sample(fit: Fit, seed: int, table: Path = posterior.TABLE) -> None:
    """Write the sample (at most MOST_ROWS rows, the nearest to the figures first) and its provenance beside it."""
    order = np.argsort(fit.distances, kind="stable")
    if len(order) > MOST_ROWS:
        raise ValueError(f"the sample has {len(order)} rows; at most {MOST_ROWS} are kept in the package")
    lines = [",".join(["row", "weight", *(p.path.removeprefix(posterior.PREFIX) for p in free())])]
    for number, row in enumerate(order, start=1):
        values = [prior.at(u) for prior, u in zip(free(), fit.shares[row], strict=True)]
        lines.append(",".join([str(number), f"{fit.weights[row]:.8g}", *(f"{v:.6g}" for v in values)]))
    write(table, "\n".join(lines) + "\n")
    write_json(table.with_suffix(".json"), _provenance(fit, seed))
    posterior.load.cache_clear()


def _provenance(fit: Fit, seed: int) -> dict[str, Any]:
    ours, single = fitted()
    return {
        **{k: v for k, v in provenance("posterior").items() if k != "data"},
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "method": "approximate Bayesian computation, sequential Monte Carlo (pyabc)",
        "episode": EPISODE,
        "fitted_to": [s.name for s in ours] + [t.name for t in single],
        "seed": seed,
        "runs": fit.runs,
        "rows": len(fit.weights),
        "effective_rows": round(fit.effective, 1),
        "generations": list(fit.generations),
        "generation_taken": fit.taken,
        "witness": list(witness()),
        "figures": digest(),
        "priors": {p.path: [p.kind, p.low, p.high] for p in free()},
    }


def stale() -> str:
    """Return why the committed sample is not one of this version, '' if it is, or if there is none."""
    if not posterior.TABLE.exists():
        return ""
    made = posterior.load().provenance
    if not posterior.load().is_fitted:
        return f"the sample is a trial of {made.get('runs', 'few')} runs"
    if not is_witness(made.get("witness")):
        return f"the sample of {made.get('made', 'an unknown date')} was fitted with another state of the engine"
    return "the sample was fitted to other figures or ranges" if made.get("figures") != digest() else ""


def marginals(sample: posterior.Posterior | None = None) -> pd.DataFrame:
    """Return what the sample says of each parameter, the best known first.

    Columns: parameter, default, low, high (the range before), p05, median, p95 (after), shrinkage (1 - standard
    deviation after / before, on the share of the range), shift (of the mean, in standard deviations before),
    informed (whether the figures say anything), reason.
    """
    import pandas as pd

    from sim.parameters import TABLE

    chosen = sample or posterior.load()
    ranges = chosen.provenance["priors"]
    reasons = {p.path: p.reason for p in free()}
    rows = []
    for i, path in enumerate(chosen.paths):
        kind, low, high = ranges[path]
        values = chosen.values[:, i]
        shares = np.log(values / low) / np.log(high / low) if kind == "loguniform" else (values - low) / (high - low)
        mean = float(np.average(shares, weights=chosen.weights))
        spread = float(np.sqrt(np.average((shares - mean) ** 2, weights=chosen.weights)))
        p05, median, p95 = np.quantile(values, (0.05, 0.5, 0.95), weights=chosen.weights, method="inverted_cdf")
        shrinkage, shift = 1 - spread / _FLAT, (mean - 0.5) / _FLAT
        name = path.removeprefix(posterior.PREFIX)
        rows.append(
            {
                "parameter": name,
                "default": TABLE[name].default,
                "low": low,
                "high": high,
                "p05": p05,
                "median": median,
                "p95": p95,
                "shrinkage": shrinkage,
                "shift": shift,
                "informed": shrinkage >= SHRINKAGE or abs(shift) >= SHIFT,
                "reason": reasons.get(path, ""),
            }
        )
    return pd.DataFrame(rows).sort_values("shrinkage", ascending=False, ignore_index=True)


def correlations(sample: posterior.Posterior | None = None, least: float = 0.3) -> pd.DataFrame:
    """Return pairs of parameters that the fit ties together: first, second, correlation; the strongest first."""
    import pandas as pd

    chosen = sample or posterior.load()
    names = [path.removeprefix(posterior.PREFIX) for path in chosen.paths]
    matrix = _weighted(chosen)
    pairs = [(names[i], names[j], matrix[i, j]) for i in range(len(names)) for j in range(i)]
    frame = pd.DataFrame(pairs, columns=["first", "second", "correlation"])
    kept = frame[frame["correlation"].abs() >= least]
    return kept.sort_values("correlation", key=abs, ascending=False, ignore_index=True)


def _weighted(chosen: posterior.Posterior) -> Any:
    covariance = np.cov(chosen.values, rowvar=False, aweights=chosen.weights)
    spread = np.sqrt(np.diag(covariance))
    return covariance / np.outer(spread, spread)
