"""Agent-based simulation of rare earth trade: nations, firms, plants and the rules between them."""

__version__ = "0.1.0"
