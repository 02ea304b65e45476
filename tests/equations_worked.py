"""One number worked by hand for every scalar equation: function, arguments, result; the arithmetic stands above."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from typing import Any

from sim.equations import (
    building,
    choice,
    demand,
    environment,
    expecting,
    investing,
    licensing,
    offtakes,
    ordering,
    paying,
    planning,
    pricing,
    production,
    relations,
    restarting,
    stockpiling,
    trading,
)

Case = tuple[Callable[..., Any], tuple[float, ...], float | list[float]]

BUILDING: list[Case] = [
    # half of the 80 % that are not trusted, of 40 above 60: 100 - 0.5 x 0.8 x 40
    (expecting.lasting, (100.0, 60.0, 0.2), 84.0),
    (expecting.lasting, (50.0, 60.0, 0.2), 50.0),
    # 12 / (12 + 6)
    (expecting.lasting_trust, (12.0, 6.0), 2 / 3),
    # 6,000 / 12 - 400, and nothing where more stands
    (building.room_left, (6000.0, 400.0), 100.0),
    (building.sellable, (30.0, 60.0, 30.0, 10.0), 0.5),
    (building.room_left, (6000.0, 700.0), 0.0),
    # 18 % of 400 M USD is 72 M
    (restarting.is_taken_up, (72e6, 400e6, 0.18), True),
    (restarting.is_taken_up, (71e6, 400e6, 0.18), False),
]

STOCKPILING: list[Case] = [
    # 2 x 30 = 60 is more than 50; 60 / 24
    (stockpiling.purchase, (30.0, 10.0, 2.0, 50.0, 24.0), 2.5),
    # only 1 is missing
    (stockpiling.purchase, (30.0, 59.0, 2.0, 50.0, 24.0), 1.0),
    # 30 % unfilled
    (stockpiling.scarce, (100.0, 100.0, 2.0, 10.0, 7.0, 0.2), True),
    (stockpiling.scarce, (100.0, 100.0, 2.0, 10.0, 9.0, 0.2), False),
    (stockpiling.scarce, (201.0, 100.0, 2.0, 10.0, 10.0, 0.2), True),
    # 0.3 x 100 of the 60 that are asked for
    (offtakes.claim, (0.3, 100.0, 60.0), 0.5),
]

CHOICE: list[Case] = [
    # (200 x 1.25 + 10) x 1.1 + 5 = 260 x 1.1 + 5
    (choice.dutiable_price, (100.0, 200.0, 0.75), 125.0),
    (choice.delivered_price, (200.0, 10.0, 0.25, 0.1, 5.0), 291.0),
    # 0.25 x (80 / 160)^3 = 0.25 / 8
    (choice.pull, (0.25, 80.0, 160.0, 3.0), 1 / 32),
    (choice.trusted, (0.25, 2.0), 1 / 16),
    # without any trust at all, a thousandth: 0.001^2
    (choice.trusted, (0.0, 2.0), 1e-6),
]

DEMAND: list[Case] = [
    # 1,200 x 0.002 x 0.9 x 16^-0.25 = 2.16 / 2
    (demand.need, (1200.0, 0.002, 0.9, 16.0, 0.25), 1.08),
    # pressure: 0.8 x (1 - 2 x 0.2 x 0.12 / 12) = 0.8 x 0.996
    (demand.next_thrift, (0.8, 0.2, 0.5, 0.12, 2.0, 0.1), 0.7968),
    # no pressure, so none is wanted: 0.8 + 0.2 x 0.12 / 12
    (demand.next_thrift, (0.8, 0.0, 1.0, 0.1, 2.0, 0.12), 0.802),
    # exp(-3 x 0.25 x 0.4)
    (demand.wanted_thrift, (0.4, 0.5, 0.25), 0.74081822),
    # twice as dear at power 1: a half stays
    (demand.shift, (log(2), 1.0), 0.5),
    # 1 - exp(-(1/12)^2) = 1 - 0.99307961; then 0.99307961 - exp(-(2/12)^2) = 0.99307961 - 0.97260447
    (demand.weibull_increments, (2.0, 12.0, 2), [0.00692039, 0.02047514]),
]

ENVIRONMENT: list[Case] = [
    (environment.environmental_cost, (60.0, 0.5), 30.0),
    # 100 x 20 x (1 - 0.25)
    (environment.load, (100.0, 20.0, 0.5), 1500.0),
]

INVESTING: list[Case] = [
    # 1,000 + 8,000 / 4 x (0.15 - 0.12) / 0.15
    (investing.next_obligation, (1000.0, 0.12, 0.15, 8000.0), 1400.0),
    (investing.next_obligation, (1000.0, 0.12, 0.0, 8000.0), 0.0),
    # as dear as the break-even: half of the users
    (investing.wants_redesign, (log(2), 2.0), 0.5),
    (investing.wants_redesign, (0.0, 0.0), 1.0),
    # 0.2 + (0.6 - 0.2) x 0.25, and never back
    (investing.adopted, (0.2, 0.6, 0.25), 0.3),
    (investing.adopted, (0.4, 0.1, 0.25), 0.4),
    # 0.4 + 0.6 x 0.5
    (investing.technology, (0.4, 0.5), 0.7),
    # 10,000 x 1.5 x (1 + 0.8 x 0.5) x 0.75 = 21,000 x 0.75
    (investing.capital_cost, (10_000.0, 1.5, 0.5, 0.8, 0.25), 15_750.0),
    # 28 x 1.5 x 1.15 / 2
    (investing.lead_time, (28.0, 0.5, 1.0, 2.0, 0.5), 24.15),
    # 1 / (1 - 0.25 x 0.8)
    (investing.input_waste, (0.2, 0.25), 1.25),
    # a margin of exactly the required return: 1,800 / (10,000 x 0.18) = 1
    (investing.build_intensity, (1800.0, 10_000.0, 0.18), 0.5),
    # two doublings at a fifth each: 0.8 x 0.8
    (investing.learning_factor, (4000.0, 1000.0, 0.2), 0.64),
    # 0.5 + 0.5 x (0.05 x ln 2 + 0.01) = 0.5 + 0.5 x 0.0446574
    (investing.next_technology, (0.5, 100.0, 100.0, 0.05, 0.01), 0.5223287),
]

LICENSING: list[Case] = [
    (licensing.approved_share, (0.55,), 0.55),
    # 800 x (1/16)^(0.5^2) = 800 / 2
    (licensing.grown, (50.0, 800.0, 0.5, 3), 400.0),
    # 100 x 2 x (2 + 2)
    (licensing.pipeline, (100.0, 2.0, 2.0, 0.5), 800.0),
    (licensing.chance_to_pass, (1.0, 0.5, 0.2), 0.8),
]

ORDERING: list[Case] = [
    # 10 + 0.5 x (10 x 2 x 1.6 - 12) = 10 + 10
    (ordering.order, (10.0, 12.0, 2.0, 1.5, 0.4, 0.5), 20.0),
    # 0.2 + (0.4 x 0.5 + 0.2 x 0.25) x 0.8 - 0.1 x 0.2 = 0.2 + 0.2 - 0.02
    (ordering.next_fear, (0.2, 0.5, 0.25, 0.4, 0.2, 0.1), 0.38),
    # min(30, 10) - 8
    (ordering.lacking, (30.0, 10.0, 8.0), 2.0),
]

PRICING: list[Case] = [
    (pricing.tension, (200.0, 100.0, 1.0), log(2)),
    # 100 x exp(0.4 x 0.5)
    (pricing.next_quote, (100.0, 100.0, 0.5, 0.4, 0.1, 1e9), 100 * exp(0.2)),
    # without pressure, to the anchor by the root of 4: 100 x 2
    (pricing.next_quote, (100.0, 400.0, 0.0, 0.4, 0.5, 1e9), 200.0),
    # 0.5 + 0.3 x 1 - 0.2 x 0.5
    (paying.next_premium, (0.5, 1.0, 0.3, 0.2), 0.7),
    # (6,000 + 2,000) x 4^0.5 - 2,000
    (pricing.next_rent, (6000.0, log(4), 0.5, 2000.0), 14_000.0),
    # 0.1 + 0.2 x 0.5 - 0.1 x 0.1
    (pricing.next_markup, (0.1, 0.5, 0.2, 0.1), 0.19),
    # a third of the way from 100 to 160
    (paying.lag, (100.0, 160.0, 3.0), 120.0),
    # 0.75 x 100 + 0.25 x 300
    (paying.user_price, (100.0, 300.0, 0.25), 150.0),
]

PRODUCTION: list[Case] = [
    # 1 / (1 + 1/3)
    (production.logistic, (log(3),), 0.75),
    # at its own finishing cost a half is finished
    (production.finishing_share, (2.0, 2.0, 0.15), 0.5),
    # (200 - 150) / 200
    (planning.margin_ratio, (200.0, 150.0), 0.25),
    # 4 x ln 3 / 4 above the midpoint
    (planning.utilisation, (0.5, 0.5 - log(3) / 4, 4.0), 0.75),
    # 1.5 - 100 / (50 x 2)
    (planning.stock_brake, (100.0, 50.0, 2.0), 0.5),
    # a half of the 50 too many is tolerated: (100 + 0.5 x 50) / 150
    (planning.allowed_share, (150.0, 100.0, 0.5), 5 / 6),
    (planning.allowed_share, (90.0, 100.0, 0.5), 1.0),
    # 100 + 0.5 x (2 x 100 - 150)
    (planning.wanted_output, (100.0, 150.0, 2.0, 0.5), 125.0),
]

RELATIONS: list[Case] = [
    # three kept and one broken
    (relations.belief, (3.0, 1.0), 0.75),
    # 0.2 - 0.1 + 0.05 x (0.4 - 0.2)
    (relations.next_relation, (0.2, 0.4, -0.1, 0.05), 0.11),
    # (1 + 0.5) / 2
    (relations.trust, (0.5,), 0.75),
]

TRADING: list[Case] = [
    # 100 x exp(8 x ln 2 / 8)
    (trading.wanted_stock, (100.0, log(2) / 8, 8.0, 6.0), 200.0),
    # 3 % a month less a carry of 1 %
    (trading.expected_gain, (0.03, 0.01), 0.02),
    # 0.8 - 0.2 x 2.5 - 0.3 = 0: indifferent
    (trading.evasion, (0.8, 0.2, 1.5, 0.3, 0.1), 0.5),
]

WORKED = (
    BUILDING + CHOICE + DEMAND + ENVIRONMENT + INVESTING + LICENSING + ORDERING + PRICING + PRODUCTION + RELATIONS
    + STOCKPILING + TRADING
)  # fmt: skip
