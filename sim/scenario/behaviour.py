"""How a sweep draws the behavioural parameters: `behaviour: fixed`, `prior` or `posterior`."""

from __future__ import annotations

from sim.posterior import Posterior, PosteriorError
from sim.posterior import load as load_sample
from sim.scenario.distributions import Distribution
from sim.scenario.errors import ScenarioError
from sim.scenario.sweepspec import SweepSpec
from sim.yamlio import Node


def with_behaviour(spec: SweepSpec, root: Node) -> SweepSpec:
    """Return the sweep with an uncertainty for each parameter that the calibration fits; as it is where fixed.

    prior: independent draws from the ranges that the calibration began with. posterior: whole rows of its sample;
    the uncertainties then only say between what values those lie. Raises ScenarioError for a parameter that the
    sweep varies as well, or without a sample.
    """
    for path, distribution in spec.uncertainties.items():
        if distribution.kind == "fitted":
            node, rest = root.nearest(("uncertainties", path))
            text = "fitted is not declared alone (allowed: behaviour: posterior, or another distribution)"
            raise ScenarioError.at(node, text, *rest)
    if spec.behaviour == "fixed":
        return spec
    try:
        sample = load_sample()
    except PosteriorError as error:
        raise ScenarioError.at(root.nearest(("behaviour",))[0], str(error)) from None
    for group, given in (("uncertainties", spec.uncertainties), ("levers", spec.levers)):
        for path in given:
            if path in sample.paths:
                node, rest = root.nearest((group, path))
                text = f"is drawn by behaviour: {spec.behaviour} (allowed: leave it out, or behaviour: fixed)"
                raise ScenarioError.at(node, text, *rest)
    drawn = {path: _one(sample, i, spec.behaviour) for i, path in enumerate(sample.paths)}
    return spec.model_copy(update={"uncertainties": {**spec.uncertainties, **drawn}})


def _one(sample: Posterior, number: int, behaviour: str) -> Distribution:
    if behaviour == "prior":
        kind, low, high = sample.provenance["priors"][sample.paths[number]]
        return Distribution.model_validate({kind: (low, high)})
    column = sample.values[:, number]
    return Distribution(fitted=(float(column.min()), float(column.max())))
