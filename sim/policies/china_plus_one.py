"""China Plus One: nations that offer themselves as a second home to firms exposed to controls.

Instrument: hosts pay part of a relocating firm's capital cost, up to what they can take in; firms look for
a host above a threshold of exposure and move at most a share of their capacity.
History: Vietnam and India since 2018; India's offer as a trusted host in 2025; friend-shoring among allies
only.
Place in the month: `invest` (relocation).
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from pydantic import Field

from sim.fields import Nation, NationOrAll, Share
from sim.policies.base import Policy
from sim.policies.domestic_capability import Effort, effort_of
from sim.policies.select import nations_of
from sim.rules import Rules, View


class ChinaPlusOne(Policy):
    """See the module docstring."""

    kind: Literal["china_plus_one"]
    hosts: tuple[Nation, ...] = Field(min_length=1, description="nations that offer to be host")
    homes: tuple[NationOrAll, ...] = Field(("ALL",), min_length=1, description="nations whose firms may come")
    incentive_share: Share = Field(0.2, description="share of a relocating firm's capital cost that the host pays")
    absorption_t_per_year: float = Field(1000.0, ge=0, le=1e5, description="t of magnet capacity taken in a year")
    exposure_threshold: Share = Field(0.5, description="exposure above which a firm looks for a host")
    relocation_share: Share = Field(0.3, description="largest share of its capacity that a firm moves")
    least_relations: float = Field(-1.0, ge=-1, le=1, description="relations of host and home that it takes: allies")
    effort: Effort = Field(Effort(), description="strength by the host's decision on diversification")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Open hosts to homes and raise incentives and absorption."""
        homes, partners = zip(*pairs, strict=True) if (pairs := self._pairs(view)) else ((), ())
        rules = rules.raise_("host_open", (list(homes), list(partners)), 1.0)
        hosts = list(nations_of(self.hosts, view.world))
        strength = np.array([effort_of(self.effort, view, view.world.nations[host]) for host in hosts])
        rules = rules.raise_("host_incentive", hosts, self.incentive_share * strength)
        rules = rules.raise_("host_absorption", hosts, self.absorption_t_per_year * strength)
        threshold = min(rules.exposure_threshold, self.exposure_threshold)
        share = max(rules.relocation_share, self.relocation_share)
        return rules.with_(exposure_threshold=threshold, relocation_share=share)

    def reads(self, view: View) -> Hashable:
        """The pairs that trust each other enough, and the efforts decided."""
        return self._pairs(view), tuple([effort_of(self.effort, view, host) for host in self.hosts])

    def _pairs(self, view: View) -> tuple[tuple[int, int], ...]:
        """Homes and hosts that may meet."""
        pairs, code = _pairs(self.homes, self.hosts, view.world), view.world.nations
        if self.least_relations <= -1:
            return pairs
        return tuple([(a, b) for a, b in pairs if view.relation(code[a], code[b]) >= self.least_relations])


@lru_cache(maxsize=64)
def _pairs(homes: tuple[str, ...], hosts: tuple[str, ...], world: Any) -> tuple[tuple[int, int], ...]:
    """Every home with every host but itself."""
    return tuple(
        (home, host) for host in nations_of(hosts, world) for home in nations_of(homes, world, but=world.nations[host])
    )
