"""The rules of a month: what agents and the market read and only policies write.

`Rules.open(nations, products)` is the world without policies.  A policy returns a changed copy
(`lower` and `raise_` for what composes, `with_` for the rest), so that nothing has to be undone when
it ends.  Lanes are arrays of shape (products, origins, destinations); nation-stage arrays are
(nations, 4) in the order of `STAGES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.blocks import LOWER, RAISE, Bound, bounded
from sim.rule_parts import (
    Assurance,
    Guarantee,
    LicenceDesk,
    Offtake,
    PriceFloor,
    Programme,
    PublicStock,
    QuotaPool,
    SharedFinance,
    Stake,
)

__all__ = [
    "REGIMES",
    "STAGES",
    "Assurance",
    "Guarantee",
    "LicenceDesk",
    "Offtake",
    "PriceFloor",
    "Programme",
    "PublicStock",
    "QuotaPool",
    "Rules",
    "SharedFinance",
    "Stake",
    "View",
]  # fmt: skip

Floats = NDArray[np.float64]

STAGES = ("mine", "separation", "metal", "magnet")
#: The controller's attitude to a destination, from free trade to none.
REGIMES = ("open", "general", "case_by_case", "tight", "ban")


class View(Protocol):
    """What a policy or a nation may look at: last month's records, relations and decisions; read-only.

    `figures` are several measures, each by name, nation and product, as they could be seen `ago` months ago. `relations`
    and `decisions` are those of one nation with all, in the order of the world, and by slot. `decision` is '' where a
    nation has decided nothing; `goodwill` is that of last month's rules.
    """

    @property
    def month(self) -> int: ...
    @property
    def date(self) -> str: ...
    @property
    def world(self) -> Any: ...
    def measure(self, name: str, nation: str = "", product: str = "") -> float: ...
    def figures(self, addresses: tuple[tuple[str, str, str], ...], ago: int = 0) -> list[float]: ...
    def relation(self, a: str, b: str) -> float: ...
    def relations(self, nation: str) -> Floats: ...
    def decisions(self, nation: str) -> Mapping[str, str]: ...
    def decision(self, nation: str, slot: str) -> str: ...
    def goodwill(self, a: str, b: str) -> float: ...


@dataclass(frozen=True)
class Rules:
    """One month's rules; see the module docstring for shapes.  Money in USD, mass in tonnes of product."""

    access: Floats  # (P,N,N) 1 open .. 0 banned
    export_tax: Floats  # (P,N,N) share of the seller's price
    tariff: Floats  # (P,N,N) share of the delivered price, to the importer's treasury
    licence: Floats  # (P,N,N) 1 where a shipment needs a licence
    odds: Floats  # (P,N,N) chance that a complete file is approved
    general: Floats  # (P,N,N) share of the lane's volume under general licences or validated end users
    screening: Floats  # (P,N,N) share of the lane's goods held at customs for testing
    screening_months: float  # how long a held lot waits while the laboratories have capacity
    screening_t_per_month: float  # what the laboratories test in the first month
    screening_t_per_month_max: float  # the same with full experience
    regime: NDArray[np.int64]  # (N,N) index in REGIMES of origin towards destination
    quotas: tuple[QuotaPool, ...]
    desks: tuple[LicenceDesk, ...]
    assurances: tuple[Assurance, ...]
    floors: tuple[PriceFloor, ...]
    mine_cap: Floats  # (N,) t REO a month for licensed and tolerated mines together, inf = none
    separation_cap: Floats  # (N,) t REO out of separation a month, inf = none
    cap_counts_imports: NDArray[np.bool_]  # (N,) whether imported ore counts against separation_cap
    tolerated: Floats  # (N,) share of licensed output above mine_cap and separation_cap that is let pass
    crackdown: Floats  # (N,) share of unlicensed output that is shut down
    technology: Floats  # (N,4) access to the controller's technology, 1 free .. 0 none
    capex_grant: Floats  # (N,4) share of capital cost paid by the state
    operating_incentive: Floats  # (N,4) USD per tonne of activity
    permit_speed: Floats  # (N,4) 1 = normal lead time, above 1 faster
    research: Floats  # (N,4) public R&D, USD a month
    host_incentive: Floats  # (N,) share of a relocating firm's capital cost that the host pays
    host_open: Floats  # (N,N) 1 where firms of the first nation may consider the second as host
    host_absorption: Floats  # (N,) t of magnet capacity a year that a host can take in
    exposure_threshold: float  # exposure above which a firm starts to look for a host
    relocation_share: float  # largest share of its capacity that a firm moves
    announced: Floats  # (P,N) controls announced against a destination, 0..1, feeds fear
    support_limit: Floats  # (N,4) t/yr of capacity up to which grants and incentives go, 0 where there is no policy
    permit_months: Floats  # (N,4) months that permits take longer
    strict_least: Floats  # (N,) stringency of environmental rules, at least
    strict_most: Floats  # (N,) the same, at most
    stocks: tuple[PublicStock, ...]
    programmes: tuple[Programme, ...]
    offtakes: tuple[Offtake, ...]
    stakes: tuple[Stake, ...]
    pools: tuple[SharedFinance, ...]
    guarantees: tuple[Guarantee, ...]
    exploration: Floats  # (N,N) USD a month that the first spends on deposits in the second
    collection: Floats  # (N,) share of magnets at the end of their life that is collected, at least
    recycling_subsidy: Floats  # (N,) USD per t of scrap processed
    recycled_content: Floats  # (N,) share of use that must be recovered there
    recycled_buyout: Floats  # (N,) USD per t of scrap, the most that the duty is worth
    preference: Floats  # (N,N) trust in each other that members of a coalition add, 0..1
    goodwill: Floats  # (N,N) what was conceded by the first to the second this month (relations, bargaining), 0..1

    @classmethod
    def open(cls, products: int, nations: int) -> Rules:
        """The rules of a world without policies."""
        lanes = (products, nations, nations)
        stages = (nations, len(STAGES))
        return cls(
            access=np.ones(lanes),
            export_tax=np.zeros(lanes),
            tariff=np.zeros(lanes),
            licence=np.zeros(lanes),
            odds=np.ones(lanes),
            general=np.zeros(lanes),
            screening=np.zeros(lanes),
            screening_months=0.0,
            screening_t_per_month=np.inf,
            screening_t_per_month_max=0.0,
            regime=np.zeros((nations, nations), dtype=np.int64),
            quotas=(),
            desks=(),
            assurances=(),
            floors=(),
            mine_cap=np.full(nations, np.inf),
            separation_cap=np.full(nations, np.inf),
            cap_counts_imports=np.zeros(nations, dtype=np.bool_),
            tolerated=np.zeros(nations),
            crackdown=np.zeros(nations),
            technology=np.ones(stages),
            capex_grant=np.zeros(stages),
            operating_incentive=np.zeros(stages),
            permit_speed=np.ones(stages),
            research=np.zeros(stages),
            host_incentive=np.zeros(nations),
            host_open=np.zeros((nations, nations)),
            host_absorption=np.zeros(nations),
            exposure_threshold=1.0,
            relocation_share=0.0,
            announced=np.zeros((products, nations)),
            support_limit=np.zeros(stages),
            permit_months=np.zeros(stages),
            strict_least=np.zeros(nations),
            strict_most=np.ones(nations),
            stocks=(),
            programmes=(),
            offtakes=(),
            stakes=(),
            pools=(),
            guarantees=(),
            exploration=np.zeros((nations, nations)),
            collection=np.zeros(nations),
            recycling_subsidy=np.zeros(nations),
            recycled_content=np.zeros(nations),
            recycled_buyout=np.zeros(nations),
            preference=np.zeros((nations, nations)),
            goodwill=np.zeros((nations, nations)),
        )

    def lower(self, name: str, index: Any, value: Any) -> Rules:
        """Rules in which `name[index]` is at most `value`: caps and access compose by the tighter."""
        return self._bounded(name, index, value, LOWER)

    def raise_(self, name: str, index: Any, value: Any) -> Rules:
        """Rules in which `name[index]` is at least `value`: taxes, duties and grants compose by the larger."""
        return self._bounded(name, index, value, RAISE)

    def _bounded(self, name: str, index: Any, value: Any, bound: Bound) -> Rules:
        return self.with_(**{name: bounded(getattr(self, name), bound, index, value)})

    def with_(self, **changes: Any) -> Rules:
        """Rules with other values."""
        return replace(self, **changes)
