"""Interactive viewer in the browser for runs and sweeps of the rare earth trade model."""
