"""Behaviour as equations: scalar pure functions, and beside each the short loop that gathers, calls and sets.

Money is in USD, mass in tonnes of product (oxide equivalent for concentrate), time in months, prices in
USD per tonne.  Loops write into the arrays that they are given and return nothing.
"""
