"""The gates of origins: two queues of papers each, moved by one compiled call a month, because a call pays for each array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.equations.licensing import age_queue, ask_papers, cap_by_papers, grown, spend, sum_papers
from sim.jit import compiled
from sim.model.structure import F, I
from sim.rules import LicenceDesk, Rules

#: Months of waiting that a queue tells apart, more where a review takes longer; months for which papers are valid where no
#: desk says otherwise, and that a balance tells apart, more where one says more.
AGES, LIFE = 8, 12
NO_DESK = LicenceDesk(0, np.inf, np.inf, 0.0, 1.0, 0.0, 1.0, 0.0, LIFE)

#: The queues of a gate, by number: for licences, and for tests at customs of what needs no licence.
LICENCES, SCREENING = range(2)

#: papers[queue, row, product, destination]: t that are asked for and where a shipment needs the paper, at which odds; t filed
#: and approved this month; where it was needed last month.
WANTED, NEEDS, ODDS, FILED, APPROVED, IN_USE = range(6)
PAPER_ROWS = 6

#: past[queue, row]: months of experience (an office that pauses forgets nothing), and whether it was needed last month.
MONTHS, WAS_NEEDED = range(2)

#: office[row]: the desk's terms as in `sim.rules.LicenceDesk`; months for which applicants file ahead; the laboratories' t a
#: month and months; months of trade that were under way when the rule came.
(
    FILES, FILES_MOST, GAIN, COMPLETE, COMPLETE_GAIN, TONNES, REVIEW, VALIDITY, HORIZON, LABS, LABS_MOST, TESTING, UNDER_WAY,
) = range(13)  # fmt: skip


class Gate(NamedTuple):
    """The queues of one origin."""

    papers: F  # (queues, rows, products, destinations)
    waiting: F  # (queues, products, destinations, AGES) t by months since they were filed
    balance: F  # (queues, products, destinations, LIFE or more) t approved, by months of validity left
    exempt: F  # (products, destinations) t that may move without a paper this month
    past: I  # (queues, 2)


def empty_gate(products: int, nations: int) -> Gate:
    """A gate at which nobody has filed yet."""
    lanes, past = (products, nations), np.zeros((2, 2), dtype=np.int64)
    papers = np.zeros((2, PAPER_ROWS, *lanes))
    papers[:, ODDS] = 1.0  # tests at customs are always passed
    return Gate(papers, np.zeros((2, *lanes, AGES)), np.zeros((2, *lanes, LIFE)), np.zeros(lanes), past)


def wide_enough(gate: Gate, office: F) -> Gate:
    """The gate with as many months of waiting as a review takes, one more for what waits longer, and all of validity."""
    ages = int(max(office[REVIEW], office[TESTING])) + 2
    waiting, balance = _widened(gate.waiting, ages), _widened(gate.balance, int(office[VALIDITY]))
    if waiting is gate.waiting and balance is gate.balance:
        return gate
    return gate._replace(waiting=waiting, balance=balance)


def _widened(tonnes: F, months: int) -> F:
    missing = months - tonnes.shape[-1]
    return tonnes if missing <= 0 else np.pad(tonnes, [(0, 0), (0, 0), (0, 0), (0, missing)])


def office_of(rules: Rules, origin: int, horizon: float, under_way: float) -> F:
    """The rows of an office under these rules."""
    desk = next((d for d in rules.desks if d.origin == origin), NO_DESK)
    labs = rules.screening_t_per_month
    return np.array([
        desk.files_per_month, desk.files_per_month_max, desk.experience_gain, desk.completeness, desk.completeness_gain,
        desk.tonnes_per_file, desk.review_months, desk.validity_months, horizon, labs, max(labs, rules.screening_t_per_month_max),
        rules.screening_months, under_way,
    ])  # fmt: skip


@compiled
def move_gate(
    papers: F, waiting: F, balance: F, exempt: F, past: I, origin: int, office: F, general: F, licence: F, screening: F,
    odds: F, asked: F, normal: F, cap: F, restricted: I, totals: F,
) -> None:  # fmt: skip
    """One month of a gate: what is asked for, filed and approved; caps on lanes, and sums by destination (`sum_papers`).

    `general` to `odds` are the month's rules, `asked` what was asked of lanes last month, `normal` their usual trade.
    """
    under, tested = papers[LICENCES], papers[SCREENING]
    is_new = past[LICENCES, WAS_NEEDED] == 0 and past[SCREENING, WAS_NEEDED] == 0
    past[LICENCES, WAS_NEEDED], past[SCREENING, WAS_NEEDED] = ask_papers(
        origin, asked, general, licence, screening, odds, under[WANTED], under[NEEDS], under[ODDS], tested[WANTED],
        tested[NEEDS],
    )  # fmt: skip
    month = past[LICENCES, MONTHS] + 1
    decided = grown(office[FILES], office[FILES_MOST], office[GAIN], month) * office[TONNES]
    complete = grown(office[COMPLETE], 1.0, office[COMPLETE_GAIN], month)
    labs = grown(office[LABS], office[LABS_MOST], office[GAIN], past[SCREENING, MONTHS] + 1)
    valid = int(office[VALIDITY])
    move_queue(under, office[HORIZON], complete, decided, office[REVIEW], valid, waiting[LICENCES], balance[LICENCES])
    move_queue(tested, 1.0, 1.0, labs, office[TESTING], LIFE, waiting[SCREENING], balance[SCREENING])
    for queue in range(2):
        past[queue, MONTHS] += past[queue, WAS_NEEDED]
    restricted[origin] = cap_by_papers(
        origin, under[NEEDS], tested[NEEDS], general, asked, normal, balance[LICENCES], balance[SCREENING],
        office[UNDER_WAY] if is_new else 0.0, exempt, cap,
    )  # fmt: skip
    sum_papers(under[NEEDS], under[FILED], under[APPROVED], waiting[LICENCES], totals[0], totals[1], totals[2])


@compiled
def move_queue(
    papers: F, horizon: float, complete: float, capacity: float, review: float, valid: int, waiting: F, balance: F
) -> None:
    """One month of a queue; one that nobody needs is empty."""
    age_queue(
        papers[WANTED], horizon, complete, papers[ODDS], papers[NEEDS], capacity, review, valid, waiting, balance,
        papers[FILED], papers[APPROVED], papers[IN_USE],
    )  # fmt: skip


@compiled
def settle_gate(papers: F, waiting: F, balance: F, exempt: F, past: I, origin: int, shipped: F) -> None:
    """After trade: take what an origin shipped (P, N, N) from its balances."""
    for queue in range(2):
        spend(origin, papers[queue, NEEDS], balance[queue], exempt, shipped)
