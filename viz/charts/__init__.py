"""Charts: each is a function of arrays and data frames that returns a Matplotlib figure."""
