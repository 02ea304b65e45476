"""Instruments of trade policy: one file each, registered here by the `kind` that a scenario names."""

from sim.policies.assurance import AssuranceDemand
from sim.policies.base import Policy
from sim.policies.china_plus_one import ChinaPlusOne
from sim.policies.coalition import Coalition
from sim.policies.diplomacy import Diplomacy
from sim.policies.domestic_capability import DomesticCapability
from sim.policies.environment import Environment
from sim.policies.export_control import ExportControl
from sim.policies.licensing import Licensing
from sim.policies.mining_assets import MiningAssets
from sim.policies.predictability import Predictability
from sim.policies.price_support import PriceSupport
from sim.policies.production_quota import ProductionQuota
from sim.policies.recycling import Recycling
from sim.policies.stockpile import Stockpile
from sim.policies.substitution import Substitution
from sim.policies.tariff import Tariff
from sim.policies.technology_control import TechnologyControl

KINDS: dict[str, type[Policy]] = {
    "assurance": AssuranceDemand,
    "china_plus_one": ChinaPlusOne,
    "coalition": Coalition,
    "diplomacy": Diplomacy,
    "domestic_capability": DomesticCapability,
    "environment": Environment,
    "export_control": ExportControl,
    "licensing": Licensing,
    "mining_assets": MiningAssets,
    "predictability": Predictability,
    "price_support": PriceSupport,
    "production_quota": ProductionQuota,
    "recycling": Recycling,
    "stockpile": Stockpile,
    "substitution": Substitution,
    "tariff": Tariff,
    "technology_control": TechnologyControl,
}

__all__ = ["KINDS", "Policy"]
