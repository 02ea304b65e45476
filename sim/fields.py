"""Field types that scenarios and policies share: names of the world's things, months, shares, measures.

Each is a `str` or `float` with a check. A name that is not in the world raises an error of type
`unknown_name` whose context carries what was meant and what is allowed, for a did-you-mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim import names
from sim.records import MEASURES

MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
KINDS_OF_PRODUCT = {
    "product": names.PRODUCTS,
    "sector": names.SECTORS,
    "stage": names.STAGES,
    "element": names.ELEMENTS,
}
"""What the column `product` of a measure may carry, by the word in `Measure.by`."""


class Strict(BaseModel):
    """A frozen model that forbids unknown keys and numbers that are not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def unknown_name(what: str, value: str, allowed: Iterable[str]) -> PydanticCustomError:
    """Return the error that says that `value` is no known `what` (such as "nation")."""
    context: dict[str, Any] = {"what": what, "value": value, "allowed": list(allowed)}
    return PydanticCustomError("unknown_name", "'{value}' is not a known {what}", context)


@dataclass(frozen=True)
class OneOf:
    """Annotation of a string that must be one of the `allowed` names of a `what`."""

    what: str
    allowed: tuple[str, ...]

    def check(self, value: str) -> str:
        """Return the value, or raise `unknown_name`."""
        if value not in self.allowed:
            raise unknown_name(self.what, value, self.allowed)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.allowed)}


def _check_month(value: str) -> str:
    if not MONTH.fullmatch(value):
        raise PydanticCustomError("bad_month", "'{value}' is not a month", {"value": value})
    return value


def months_between(first: str, second: str) -> int:
    """Return the number of months from `first` to `second`, both YYYY-MM; negative if second is earlier."""
    return 12 * (int(second[:4]) - int(first[:4])) + int(second[5:7]) - int(first[5:7])


def check_pair(value: str, known: tuple[str, ...]) -> None:
    """Raise unless `value` is two known nations with an arrow between, such as IND>USA."""
    first, arrow, second = value.partition(">")
    if not arrow:
        raise PydanticCustomError("bad_pair", "'{value}' is not a pair such as IND>USA", {"value": value})
    for nation in (first, second):
        if nation not in known:
            raise unknown_name("nation", nation, known)


def check_address(measure: str, nation: str, product: str, *, roles: bool = False) -> None:
    """Raise unless a measure is reported for this nation and product.

    '' is the world or a total; 'OUT' is everybody but the controller; `roles` allows 'focal' and its like.
    """
    if measure not in MEASURES:
        raise unknown_name("measure", measure, MEASURES)
    by = MEASURES[measure].by
    known = names.NATIONS + (names.ROLES if roles else ())
    if "pair" in by:
        check_pair(nation, known)
    elif nation and "nation" not in by and not (nation == "OUT" and "product" in by):
        context = {"measure": measure, "nation": nation}
        raise PydanticCustomError("no_nation", "{measure} is not reported by nation", context)
    elif nation and nation not in (*known, "OUT"):
        raise unknown_name("nation", nation, known)
    dimension = next((word for word in by if word in KINDS_OF_PRODUCT), "")
    if product and not dimension:
        context = {"measure": measure, "product": product}
        raise PydanticCustomError("no_product", "{measure} is not reported by product", context)
    if product and product not in KINDS_OF_PRODUCT[dimension]:
        raise unknown_name(dimension, product, KINDS_OF_PRODUCT[dimension])


Nation = Annotated[str, OneOf("nation", names.NATIONS)]
NationOrAll = Annotated[str, OneOf("nation", (*names.NATIONS, "ALL"))]
Product = Annotated[str, OneOf("product", names.PRODUCTS)]
Element = Annotated[str, OneOf("element", names.ELEMENTS)]
Stage = Annotated[str, OneOf("stage", names.STAGES)]
Sector = Annotated[str, OneOf("sector", names.SECTORS)]
SectorOrAll = Annotated[str, OneOf("sector", (*names.SECTORS, "ALL"))]
Measure = Annotated[str, OneOf("measure", tuple(MEASURES))]
Month = Annotated[
    str,
    AfterValidator(_check_month),
    WithJsonSchema({"type": "string", "pattern": f"^{MONTH.pattern}$", "examples": ["2025-04"]}),
]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
