"""History: replays of past episodes, their errors beside naive forecasts, and the calibration on one of them.

What is known of the past stands in the tables of this folder: `episodes.csv`, `series.csv` with `points.csv`,
`targets.csv`, and `priors.csv` for what is drawn. `sim.history.api` is what the viewer and scripts use.
"""
