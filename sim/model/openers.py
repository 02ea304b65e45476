"""Named arrays out of the packs, inside compiled code: one opener per group, fields in the order of the group."""

from __future__ import annotations

from sim.jit import inlined, listed
from sim.model.packs import DESKS, GOODS, LANES, LINES, PLANTS, ROUTES, SLOTS, STATE, USES, WEIGHTS
from sim.model.structure import Desks, F, Goods, I, Lanes, Lines, Plants, Routes, Slots, State, Uses, Weights

one, two, three = listed(1), listed(2), listed(3)
#: Numbers to index with, none of them -1.
places = listed(1, unsigned=True)


@inlined
def open_plants(table: I, ints: I, reals: F) -> Plants:
    """Plants."""
    k = PLANTS
    return Plants(
        one(ints, table, k),  # nation
        one(ints, table, k + 1),  # stage
        one(ints, table, k + 2),  # line_start
        one(reals, table, k + 3),  # licensed
        one(reals, table, k + 4),  # cost
        one(reals, table, k + 5),  # utilisation
        one(ints, table, k + 6),  # candidate
    )


@inlined
def open_lines(table: I, ints: I, reals: F) -> Lines:
    """Lines."""
    k = LINES
    return Lines(
        one(ints, table, k),  # plant
        one(ints, table, k + 1),  # recipe
        two(ints, table, k + 2),  # in_slot
        two(ints, table, k + 3),  # in_product
        two(reals, table, k + 4),  # in_coef
        two(ints, table, k + 5),  # out_slot
        two(ints, table, k + 6),  # out_product
        two(reals, table, k + 7),  # out_coef
        two(reals, table, k + 8),  # loss
    )


@inlined
def open_slots(table: I, ints: I) -> Slots:
    """Seller and buyer slots."""
    k = SLOTS
    return Slots(
        one(ints, table, k),  # s_product
        one(ints, table, k + 1),  # s_nation
        one(ints, table, k + 2),  # s_plant
        one(ints, table, k + 3),  # s_desk
        one(ints, table, k + 4),  # b_product
        one(ints, table, k + 5),  # b_nation
        one(ints, table, k + 6),  # b_plant
        one(ints, table, k + 7),  # b_desk
        two(ints, table, k + 8),  # offsets
    )


@inlined
def open_desks(table: I, ints: I, reals: F) -> Desks:
    """Trading desks."""
    k = DESKS
    return Desks(
        one(ints, table, k),  # seller
        one(ints, table, k + 1),  # buyer
        one(reals, table, k + 2),  # base
        one(reals, table, k + 3),  # handling
    )


@inlined
def open_routes(table: I, ints: I, reals: F) -> Routes:
    """Routes."""
    k = ROUTES
    return Routes(
        one(ints, table, k),  # source
        one(ints, table, k + 1),  # target
        one(reals, table, k + 2),  # capacity
        one(ints, table, k + 3),  # reexport
    )


@inlined
def open_uses(table: I, ints: I, reals: F) -> Uses:
    """End use."""
    k = USES
    return Uses(
        one(ints, table, k),  # slot
        one(ints, table, k + 1),  # row
        one(ints, table, k + 2),  # product
        one(ints, table, k + 3),  # nation
        one(reals, table, k + 4),  # intensity
        one(reals, table, k + 5),  # floor
        one(reals, table, k + 6),  # limit
        one(ints, table, k + 7),  # is_oxide
        one(ints, table, k + 8),  # twin
        one(reals, table, k + 9),  # activity
        one(reals, table, k + 10),  # growth
        one(reals, table, k + 11),  # value
        one(ints, table, k + 12),  # row_nation
        one(ints, table, k + 13),  # row_sector
        one(ints, table, k + 14),  # row_plant
    )


@inlined
def open_lanes(table: I, ints: I) -> Lanes:
    """Lanes."""
    k = LANES
    return Lanes(
        places(ints, table, k),  # product
        places(ints, table, k + 1),  # origin
        places(ints, table, k + 2),  # destination
        one(ints, table, k + 3),  # starts
    )


@inlined
def open_goods(table: I, ints: I, reals: F) -> Goods:
    """Products."""
    k = GOODS
    return Goods(
        one(reals, table, k),  # reo
        two(reals, table, k + 1),  # contents
        one(ints, table, k + 2),  # heavy
        one(ints, table, k + 3),  # feed_line
        one(ints, table, k + 4),  # by_tension
        one(ints, table, k + 5),  # is_cost_plus
        one(ints, table, k + 6),  # is_netback
        one(ints, table, k + 7),  # indexed
        one(ints, table, k + 8),  # priced
        two(ints, table, k + 9),  # sellers
        two(ints, table, k + 10),  # collector
        one(ints, table, k + 11),  # magnets
    )


@inlined
def open_weights(table: I, ints: I, reals: F) -> Weights:
    """What sums weigh by."""
    k = WEIGHTS
    return Weights(
        one(reals, table, k),  # out_reo
        one(reals, table, k + 1),  # main_reo
        one(reals, table, k + 2),  # main_ree
        one(reals, table, k + 3),  # ndpr
        two(reals, table, k + 4),  # recycled
        two(reals, table, k + 5),  # mined
        two(reals, table, k + 6),  # taken
        one(reals, table, k + 7),  # product_ndpr
        one(ints, table, k + 8),  # magnet
        one(ints, table, k + 9),  # green
    )


@inlined
def open_state(table: I, moving: F) -> State:
    """All that moves."""
    k = STATE
    return State(
        one(moving, table, k),  # capacity
        one(moving, table, k + 1),  # running
        one(moving, table, k + 2),  # waste
        one(moving, table, k + 3),  # midpoint
        one(moving, table, k + 4),  # plan
        one(moving, table, k + 5),  # ratio
        one(moving, table, k + 6),  # activity
        one(moving, table, k + 7),  # line_cost
        one(moving, table, k + 8),  # l_share
        one(moving, table, k + 9),  # s_stock
        two(moving, table, k + 10),  # s_mix
        one(moving, table, k + 11),  # s_expected
        one(moving, table, k + 12),  # s_output
        one(moving, table, k + 13),  # b_stock
        two(moving, table, k + 14),  # b_mix
        one(moving, table, k + 15),  # b_need
        two(moving, table, k + 16),  # quote
        two(moving, table, k + 17),  # anchor
        two(moving, table, k + 18),  # markup
        one(moving, table, k + 19),  # payable
        two(moving, table, k + 20),  # paid
        two(moving, table, k + 21),  # spot
        two(moving, table, k + 22),  # worth
        two(moving, table, k + 23),  # momentum
        two(moving, table, k + 24),  # fear
        two(moving, table, k + 25),  # requested
        two(moving, table, k + 26),  # offered
        two(moving, table, k + 27),  # finished
        one(moving, table, k + 28),  # finish_cost
        one(moving, table, k + 29),  # cover
        one(moving, table, k + 30),  # rejected
        one(moving, table, k + 31),  # thrift
        one(moving, table, k + 32),  # u_scale
        one(moving, table, k + 33),  # u_expected
        one(moving, table, k + 34),  # grade
        one(moving, table, k + 35),  # used
        one(moving, table, k + 36),  # lost_share
        three(moving, table, k + 37),  # reach
        one(moving, table, k + 38),  # index_in
        one(moving, table, k + 39),  # index_out
        three(moving, table, k + 40),  # premium
        three(moving, table, k + 41),  # rent
        two(moving, table, k + 42),  # public
        three(moving, table, k + 43),  # public_mix
        one(moving, table, k + 44),  # u_design
        one(moving, table, k + 45),  # u_shift
        one(moving, table, k + 46),  # u_floor
    )
