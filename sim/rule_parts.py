"""What the rules of a month are made of besides arrays: pools, desks, promises and other entries, each by its terms.

Nations, products and stages are indices in the order of the world.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuotaPool:
    """Tonnes that may leave `origin` in one period, over a group of products and all listed destinations."""

    name: str
    origin: int
    products: tuple[int, ...]
    destinations: tuple[int, ...]
    tonnes: float
    period_months: int
    months_into_period: int


@dataclass(frozen=True, slots=True)
class LicenceDesk:
    """How one origin decides on export licences; the queue that it feeds lives in the model.

    `files_per_month` is the officers' capacity in the first month; `experience_gain` is how much of the log gap to
    `files_per_month_max` closes with each month in office.  `completeness` is the share of files that are complete at
    first, rising in the same way by `completeness_gain`.
    """

    origin: int
    files_per_month: float
    files_per_month_max: float
    experience_gain: float
    completeness: float
    completeness_gain: float
    tonnes_per_file: float
    review_months: float
    validity_months: int


@dataclass(frozen=True, slots=True)
class Assurance:
    """A demand of `controller` that `via` keeps its goods from `target`, and how `via` has answered.

    `scope` is the share of the goods that the answer covers (1 full, 0.5 heavy only with a sunset, 0 refused);
    `verification` the chance that a diverted tonne is found; `penalty_usd_per_t` what a finder's fine costs.
    """

    controller: int
    via: int
    target: int
    products: tuple[int, ...]
    scope: float
    verification: float
    penalty_usd_per_t: float
    compliance_cost_usd_per_t: float


@dataclass(frozen=True, slots=True)
class PriceFloor:
    """A contract for difference for producers in `nation`: floor, the payer's share of the upside, a volume cap."""

    nation: int
    payer: int
    product: int
    floor_usd_per_t: float
    upside_share: float
    tonnes_per_month: float


@dataclass(frozen=True, slots=True)
class PublicStock:
    """What a nation wants to hold of a product, how fast it buys, and when it lets go.

    The target is the larger of `months` of the nation's use and `tonnes`.  Goods are released to `members` (indices,
    the nation among them) while the price there is above `price_multiple` times that of the base year, while more than
    `gap_share` of their orders stay unfilled, or always where `is_open`.
    """

    nation: int
    product: int
    months: float
    tonnes: float
    fill_months: float
    buy_below: float  # multiple of the base year's price above which nothing is bought
    price_multiple: float
    gap_share: float
    release_share: float  # share of the stock that may leave in a month
    is_open: bool
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Research that takes rare earths out of designs; indices of sectors, products and nations that can adopt it."""

    name: str
    payer: int
    sectors: tuple[int, ...]
    products: tuple[int, ...]
    nations: tuple[int, ...]
    saving: float  # share of the intensity that goes when all have adopted
    floor_cut: float  # share by which the lowest thrifting state falls
    to_standard: bool  # whether what is saved of heavy magnets becomes need for standard ones
    usd_per_month: float
    full_cost_usd: float
    delay_months: int
    adoption_months: float
    break_even: float  # multiple of the base year's price at which half of the users adopt; 0: all do


@dataclass(frozen=True, slots=True)
class Offtake:
    """`buyer` has the first claim on `share` of what sellers in `host` have of a product."""

    buyer: int
    host: int
    product: int
    share: float


@dataclass(frozen=True, slots=True)
class Stake:
    """Capacity that `payer` pays for in part at a stage in `host`; `lead_months` below 0: as for anybody."""

    name: str
    payer: int
    host: int
    stage: int
    product: int  # that the plant must make, -1 any
    t_per_year: float
    paid_share: float
    lead_months: float


@dataclass(frozen=True, slots=True)
class SharedFinance:
    """Members pay `share` of all members' capital grants together, by the size of their economies."""

    members: tuple[int, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A promise of `origin` that `share` of the normal trade with `destination` goes through whatever it controls.

    It is kept with chance `kept` in each spell of `spell_months`; in a spell in which it is not, lanes carry at most
    `broken_share` of normal, after a notice of `notice_months`.  Others start from a belief of `prior` = (kept, broken)
    spells seen, and learn.
    """

    name: str
    origin: int
    destination: int
    products: tuple[int, ...]
    share: float
    kept: float
    spell_months: int
    broken_share: float
    notice_months: int
    prior: tuple[float, float]
