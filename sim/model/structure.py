"""The arrays behind the agents: fixed structure (`Plants`, `Lines`, ...) and what changes every month (`State`).

A plant runs lines, one per recipe; lines take from buyer slots and put into seller slots.  A slot is a stock of
one product with one holder; slots are sorted by product and then nation, so that the market sees dense blocks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
I = NDArray[np.int64]
B = NDArray[np.bool_]

#: Stages of plants, in the order of their codes.
STAGE_NAMES = ("mine", "separation", "metal", "magnet", "recycling", "trade", "use", "collection")
MINE, SEPARATION, METAL, MAGNET, RECYCLING, TRADE, USE, COLLECTION = range(8)
#: Tracers: the controller's content, the controller's ore.
TRACERS = 2


class Plants(NamedTuple):
    """One entry per plant, (plants,); lines of plant i are line_start[i]:line_start[i+1]."""

    nation: I
    stage: I
    line_start: I
    licensed: F  # 1 licensed, 0 not
    cost: F  # USD/t of activity, variable conversion cost
    utilisation: F  # share of capacity in the base year
    candidate: I  # 1 if capacity comes from investment


class Lines(NamedTuple):
    """One entry per line, (lines,) or (lines, slots); -1 where a slot is not used."""

    plant: I
    recipe: I
    in_slot: I
    in_product: I
    in_coef: F  # t per t of activity
    out_slot: I
    out_product: I
    out_coef: F
    loss: F  # (lines, elements) t REO lost per t of activity at full finishing


class Slots(NamedTuple):
    """Sellers (s_) and buyers (b_), sorted by product then nation; desk is the trading desk or -1."""

    s_product: I
    s_nation: I
    s_plant: I
    s_desk: I
    b_product: I
    b_nation: I
    b_plant: I
    b_desk: I
    offsets: I  # (3, products + 1): sellers, buyers, links of a product


class Desks(NamedTuple):
    """Trading desks, (desks,): a stock that is bought into and sold from."""

    seller: I
    buyer: I
    base: F  # t held at rest
    handling: F  # t/month at most


class Routes(NamedTuple):
    """Ways across a border that avoid its rules, (routes,)."""

    source: I  # seller slot
    target: I  # seller slot
    capacity: F  # t/month
    reexport: I  # 1 against a certificate, 0 smuggling


class Uses(NamedTuple):
    """End use: rows (sector in nation) and slots (row, product)."""

    slot: I
    row: I
    product: I
    nation: I
    intensity: F  # t per unit of activity
    floor: F  # lowest thrifting state
    limit: F  # largest thrifting a year
    is_oxide: I  # 1 for oxides used as such
    twin: I  # of a heavy magnet's slot: the standard grade's slot in the same row, else -1
    activity: F  # (rows,) units a year in the base year
    growth: F  # (rows,) 1/year
    value: F  # (rows,) USD of output per unit of activity
    row_nation: I
    row_sector: I
    row_plant: I


class Lanes(NamedTuple):
    """Lanes on which trade is possible, sorted by product, origin and destination, as they lie in memory."""

    product: I
    origin: I
    destination: I
    starts: I  # (products + 1,) first lane of each product


class Goods(NamedTuple):
    """Products, (products,) and (products, nations), and the magnets that come back."""

    reo: F  # t REO per t
    contents: F  # (products, elements) t REO per t
    heavy: I  # 1 under the licences of 2025
    feed_line: I  # a line that takes the product as feed, -1 where it is not priced by netback
    by_tension: I  # (some,) products priced by tension
    is_cost_plus: I  # 1 priced by cost
    is_netback: I  # 1 priced by what it is worth as feed
    indexed: I  # 1 where contracts follow the controller's index
    priced: I  # (some,) oxides, metals and magnets: the products whose prices are recorded
    sellers: I  # (products, nations) number of sellers
    collector: I  # (nations, magnets) seller slot of scrap collected from end of life, -1 none
    magnets: I  # (magnets,) products that come back, in the order of collector's columns


class Weights(NamedTuple):
    """What sums over lines, products and uses weigh by; rows of `lines` per t of activity."""

    out_reo: F  # (lines,) t REO of all outputs at full finishing
    main_reo: F  # (lines,) t REO without swarf, lines of mines to magnets; 0 for others
    main_ree: F  # (lines,) the same of Nd, Pr, Dy and Tb
    ndpr: F  # (lines,) t NdPr oxide
    recycled: F  # (lines, elements) t REO out of scrap; 0 for others
    mined: F  # (lines, elements) t REO out of the ground; 0 for others
    taken: F  # (lines, elements) t REO of all inputs
    product_ndpr: F  # (products,) t REO of Nd and Pr per t
    magnet: I  # (use slots,) position among the magnets that come back, -1 others
    green: I  # (use rows,) 1 for electric vehicles and wind


class State(NamedTuple):
    """Everything that moves, but for the market's packed arrays; see the field groups."""

    capacity: F  # (plants,) t of activity a month
    running: F  # (plants,) 0 shut .. 1
    waste: F  # (plants,) inputs over the recipe's inputs
    midpoint: F  # (lines,) margin ratio at half utilisation
    plan: F
    ratio: F
    activity: F
    line_cost: F  # (lines,) USD/t
    l_share: F  # (lines,) share of a plant's capacity planned for the line
    s_stock: F
    s_mix: F  # (sellers, TRACERS)
    s_expected: F
    s_output: F
    b_stock: F
    b_mix: F
    b_need: F
    quote: F  # (products, nations) USD/t, home quote of sellers
    anchor: F  # USD/t, level of a quote held to be lasting
    markup: F
    payable: F  # (products,) base share of the basket that is paid for concentrate and scrap
    paid: F
    spot: F
    worth: F  # what a unit is worth to its user: between price paid and spot, USD/t
    momentum: F
    fear: F
    requested: F
    offered: F
    finished: F  # share that pays to finish at the home quote; the rest is rejected
    finish_cost: F  # (products,) USD/t
    cover: F  # (products,) months
    rejected: F  # (products,) t this month
    thrift: F  # (use slots,)
    u_scale: F  # calibrated need over the table's
    u_expected: F
    grade: F  # smoothed log change of heavy over standard magnets' price
    used: F
    lost_share: F  # (use rows,)
    reach: F  # (products, origins, destinations) smoothed shares of an origin's deliveries
    index_in: F  # (products,) contract index at home
    index_out: F
    premium: F  # (products, origins, destinations) log premium
    rent: F  # (products, origins, destinations) USD/t, what quota of the pools on the lane is worth
    public: F  # (products, nations) t in public stockpiles
    public_mix: F  # (products, nations, TRACERS)
    u_design: F  # (use slots,) need left by designs without rare earths, 1 = all
    u_shift: F  # (use slots,) share of heavy magnets' need that new designs move to the standard grade
    u_floor: F  # (use slots,) lowest thrifting state over the table's
