"""`python -m sim.cli` does what `rare-earth` does."""

from sim.cli import main

main()
