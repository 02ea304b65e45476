"""The rows of the market's packed arrays, by number: compiled code takes them as constants.

Quantities are tonnes of product a month, prices and fees USD per tonne, all others pure numbers.
"""

#: sellers[row, seller]: two that the caller fills in, four results, then the sellers' tracers.
SUPPLY, TRUST, SOLD, SELLER_REQUESTED, SELLER_REDIRECTED, REVENUE = range(6)
SELLER_ROWS = 6

#: buyers[row, buyer]: one that the caller fills in, three results, then the tracers received.
ORDER, RECEIVED, RECEIVED_CONTRACT, PAYMENT = range(4)
BUYER_ROWS = 4

#: links[row, link], a row-major block (sellers, buyers) per product: carried from month to month; then results
#: that are written only into arrays that have these rows.
HABIT, FLOW_CONTRACT, FLOW_SPOT = range(3)
LINK_ROWS = 3

#: lanes[row, product, origin, destination]: five that the caller fills in, four results.
ATTRACTION, CAP, CONTRACT_PRICE, SPOT_PRICE, FEE = range(5)
LANE_REQUESTED, LANE_PERMITTED, LANE_CONTRACT, LANE_SPOT = range(5, 9)
LANE_ROWS = 9

#: terms[row, product]
CONTRACT_SHARE, CURIOSITY, HABIT_SPEED = range(3)
TERM_ROWS = 3

#: offsets[row, product]: where a product's sellers, buyers and links start; one more column tells where all end.
SELLERS_FROM, BUYERS_FROM, LINKS_FROM = range(3)

# Within the kernel, for one product:

#: stock[row, seller]: t not yet sold; the weight by which a request is split over sellers; then, by round (the
#: contracts are round 0), what a seller gave of each unit that was asked.
LEFT, WEIGHT, GIVEN = range(3)
MOST_ROUNDS = 3
STOCK_ROWS = GIVEN + MOST_ROUNDS

#: need[row, buyer]: the rows of `buyers`, then t not yet received, the part of it not wished for yet, scratch.
MISSING, FRESH, SPLIT = range(4, 7)
NEED_ROWS = 7

#: wide[row, origin, buyer], between lanes and links: t by contract and spot, wished for and permitted; the lane's
#: attraction; pull and, by round, ask, whose product is what the buyer requests of the origin. Once trade is
#: over, the lane's prices are in the place of attraction and pull.
CONTRACT, SPOT, WISHED, PERMITTED, ATTRACTED, PULL, ASK = range(7)
CONTRACT_USD, SPOT_USD = ATTRACTED, PULL
WIDE_ROWS = ASK + MOST_ROUNDS

#: runs[row, place]: the nations that have sellers, and where these start; the same of buyers.
ORIGINS, SELLERS_START, DESTINATIONS, BUYERS_START = range(4)
RUN_ROWS = 4
