"""Instruments of trade policy: one file each, registered here by the `kind` that a scenario names."""

from sim.policies.assurance import AssuranceDemand
from sim.policies.base import Policy
from sim.policies.china_plus_one import ChinaPlusOne
from sim.policies.diplomacy import Diplomacy
from sim.policies.domestic_capability import DomesticCapability
from sim.policies.export_control import ExportControl
from sim.policies.licensing import Licensing
from sim.policies.price_support import PriceSupport
from sim.policies.production_quota import ProductionQuota
from sim.policies.tariff import Tariff
from sim.policies.technology_control import TechnologyControl

KINDS: dict[str, type[Policy]] = {
    "assurance": AssuranceDemand,
    "china_plus_one": ChinaPlusOne,
    "diplomacy": Diplomacy,
    "domestic_capability": DomesticCapability,
    "export_control": ExportControl,
    "licensing": Licensing,
    "price_support": PriceSupport,
    "production_quota": ProductionQuota,
    "tariff": Tariff,
    "technology_control": TechnologyControl,
}

__all__ = ["KINDS", "Policy"]
