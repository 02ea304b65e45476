"""Rules that the tables must satisfy: one function per rule, each raises a one-line WorldError."""

from collections.abc import Callable

from sim.world.types import World


def check_world(world: World) -> None:
    """Run every rule. Raises WorldError with the first that is broken."""
    for rule in RULES:
        rule(world)


RULES: tuple[Callable[[World], None], ...] = ()
