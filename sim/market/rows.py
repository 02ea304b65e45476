"""The rows of the market's packed arrays, by number: compiled code takes them as constants.

Quantities are tonnes of product a month, prices and fees USD per tonne, all others pure numbers.
"""

#: sellers[row, seller]: two that the caller fills in, four results, then the sellers' tracers.
SUPPLY, TRUST, SOLD, SELLER_REQUESTED, SELLER_REDIRECTED, REVENUE = range(6)
SELLER_ROWS = 6

#: buyers[row, buyer]: one that the caller fills in, three results, then the tracers received.
ORDER, RECEIVED, RECEIVED_CONTRACT, PAYMENT = range(4)
BUYER_ROWS = 4

#: links[row, link], a row-major block (sellers, buyers) per product: carried from month to month; results.
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
