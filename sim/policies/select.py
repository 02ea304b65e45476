"""How a policy names products and nations, and where these stand in the arrays of a world.

A product word is a product, a group (`concentrates`, `oxides`, `metals`, `magnets`, `scrap`), `heavy` or
`light` (under the licences of April 2025 or not), `all`, or an element: `Dy` means oxide_Dy and metal_Dy,
`Nd` and `Pr` the didymium products.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field

from sim.blocks import Block, block
from sim.fields import NationOrAll, OneOf
from sim.names import ELEMENTS, GROUPS, PRODUCTS
from sim.rules import REGIMES, STAGES

_PLURALS = {name if name == "scrap" else f"{name}s": members for name, members in GROUPS.items()}
_SYMBOLS = tuple(element for element in ELEMENTS if element != "Other")
PRODUCT_WORDS = ("all", "heavy", "light", *_PLURALS, *_SYMBOLS, *PRODUCTS)

ProductWord = Annotated[str, OneOf("product or group", PRODUCT_WORDS)]
RuleStage = Annotated[str, OneOf("stage", STAGES)]
Regime = Annotated[str, OneOf("regime", REGIMES)]

Products = Annotated[tuple[ProductWord, ...], Field(min_length=1, description="products, groups or elements")]
Destinations = Annotated[
    tuple[NationOrAll, ...], Field(min_length=1, description="destinations; ALL means all but the origin")
]


@lru_cache(maxsize=256)
def products_of(words: tuple[str, ...], world: Any) -> tuple[int, ...]:
    """Indices of the products that the words cover, ascending; `world` has `products` and `heavy`."""

    def covers(word: str, index: int, product: str) -> bool:
        if word in ("heavy", "light"):
            return bool(world.heavy[index]) == (word == "heavy")
        if word in _PLURALS:
            return product in _PLURALS[word]
        if word in _SYMBOLS:
            return product.endswith("_NdPr" if word in ("Nd", "Pr") else f"_{word}")
        return word in ("all", product)

    return tuple(i for i, p in enumerate(world.products) if any(covers(word, i, p) for word in words))


@lru_cache(maxsize=256)
def nations_of(words: tuple[str, ...], world: Any, but: str = "") -> tuple[int, ...]:
    """Indices of the nations, ascending; `but` (the origin) is never among them."""
    return tuple(i for i, n in enumerate(world.nations) if n != but and ("ALL" in words or n in words))


def lanes(products: tuple[int, ...], origins: tuple[int, ...], destinations: tuple[int, ...]) -> Block:
    """The index of all lanes from the origins to the destinations in an array (P, N, N)."""
    return block(products, origins, destinations)
