"""What nations believe that acts do, as levels of 0..1; estimated, and not what the engine then produces."""

from __future__ import annotations

from sim.rules import REGIMES

#: Share of normal supply that others expect to be withheld under a regime.
WITHHELD = dict(zip(REGIMES, (0.0, 0.1, 0.4, 0.8, 1.0), strict=True))
#: Share of the goods that an answer covers.
SCOPE = {"": 0.0, "comply": 1.0, "middle_ground": 0.5, "refuse": 0.0}
#: Regime that the nation that is asked expects after its answer.
PROMISED = {"comply": "general", "middle_ground": "case_by_case", "refuse": "tight"}
EFFORT = {"": 0.0, "none": 0.0, "modest": 0.5, "strong": 1.0}
PRESSURE = {"": 0.0, "none": 0.0, "diplomatic": 0.4, "tariff": 1.0}
#: Belief of the controller that strictness brings a concession, by whom it is strict towards.
HOPE = {"rival": 0.6, "focal": 0.4, "ally": 0.2}
HOPE_REFUSED = 0.24  # the same of the nation that is asked, once it has said no
GRIP = 0.2  # worth of keeping a licence duty at all, whatever is approved
POWER = {"focal": 0.4, "rival": 1.0, "ally": 0.5}  # how far a target can retaliate
