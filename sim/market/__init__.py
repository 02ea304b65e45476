"""The market: one compiled call that clears a month of trade, and its twin in plain NumPy."""
