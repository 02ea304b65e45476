"""China Plus One: nations that offer themselves as a second home to firms exposed to controls.

Instrument: hosts pay part of a relocating firm's capital cost, up to what they can take in; firms look for
a host above a threshold of exposure and move at most a share of their capacity.
History: Vietnam and India since 2018; India's offer as a trusted host in 2025; friend-shoring among allies
only.
Place in the month: `invest` (relocation).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal

from pydantic import Field

from sim.fields import Nation, NationOrAll, Share
from sim.policies.base import Policy
from sim.policies.domestic_capability import Effort, effort_of
from sim.policies.select import block, nations_of
from sim.rules import Rules, View


class ChinaPlusOne(Policy):
    """See the module docstring."""

    kind: Literal["china_plus_one"]
    hosts: tuple[Nation, ...] = Field(min_length=1, description="nations that offer to be host")
    homes: tuple[NationOrAll, ...] = Field(("ALL",), min_length=1, description="nations whose firms may come")
    incentive_share: Share = Field(0.2, description="share of a relocating firm's capital cost that the host pays")
    absorption_t_per_year: float = Field(
        1000.0, ge=0, le=1e5, description="most magnet capacity that may come, t a year"
    )
    exposure_threshold: Share = Field(0.5, description="exposure above which a firm looks for a host")
    relocation_share: Share = Field(0.3, description="largest share of its capacity that a firm moves")
    least_relations: float = Field(-1.0, ge=-1, le=1, description="relations of host and home that it takes: allies")
    effort: Effort = Field(Effort(), description="strength by the host's decision on diversification")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Open hosts to homes and raise incentives and absorption."""
        for host, homes in self._homes(view):
            strength = effort_of(self.effort, view, view.world.nations[host])
            rules = rules.raise_("host_open", block(homes, (host,)), 1.0)
            rules = rules.raise_("host_incentive", host, self.incentive_share * strength)
            rules = rules.raise_("host_absorption", host, self.absorption_t_per_year * strength)
        threshold = min(rules.exposure_threshold, self.exposure_threshold)
        share = max(rules.relocation_share, self.relocation_share)
        return rules.with_(exposure_threshold=threshold, relocation_share=share)

    def reads(self, view: View) -> Hashable:
        """The homes that trust each host enough, and the efforts decided."""
        homes = self._homes(view) if self.least_relations > -1 else ()
        return homes, tuple([effort_of(self.effort, view, host) for host in self.hosts])

    def _homes(self, view: View) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Each host, and the homes whose firms it may take."""
        world, code, least = view.world, view.world.nations, self.least_relations
        pairs = [(host, nations_of(self.homes, world, but=code[host])) for host in nations_of(self.hosts, world)]
        if least <= -1:
            return tuple(pairs)
        return tuple(
            [(h, tuple([home for home in homes if view.relation(code[home], code[h]) >= least])) for h, homes in pairs]
        )
