"""Field types that scenarios and policies share: names of the world's things, months, shares, measures.

Each is a `str` or `float` with a check. A name that is not in the world raises an error of type
`unknown_name` whose context carries what was meant and what is allowed, for a did-you-mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

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


def refuse(*errors: tuple[tuple[str | int, ...], Any, PydanticCustomError]) -> None:
    """Raise one ValidationError for all `errors` (place, value, reason), if there are any.

    Within a validator of a model, the places count from that model.
    """
    if errors:
        lines = [InitErrorDetails(type=reason, loc=place, input=value) for place, value, reason in errors]
        raise ValidationError.from_exception_data("value", lines)


def check_address(measure: str, nation: str, product: str, *, roles: bool = False) -> None:
    """Raise ValidationError, at `nation` or `product`, unless a measure is reported for these.

    '' is the world or a total; 'OUT' is everybody but the controller; `roles` allows 'focal' and its like.
    """
    by = MEASURES[measure].by
    if reason := _bad_nation(measure, by, nation, names.NATIONS + (names.ROLES if roles else ())):
        refuse((("nation",), nation, reason))
    if reason := _bad_product(measure, by, product):
        refuse((("product",), product, reason))


def _bad_nation(measure: str, by: tuple[str, ...], nation: str, known: tuple[str, ...]) -> PydanticCustomError | None:
    if "pair" in by:
        if nation.count(">") != 1:
            text = "'{nation}' is no pair (allowed: two nations, such as IND>USA)"
            return PydanticCustomError("bad_pair", text, {"nation": nation})
        wrong = [code for code in nation.split(">") if code not in known]
        return unknown_name("nation", wrong[0], known) if wrong else None
    if nation in ("", "OUT") and (not nation or {"nation", "product"} & set(by)):
        return None
    if "nation" not in by:
        text = "{measure} is not reported by nation (allowed: no nation)"
        return PydanticCustomError("no_nation", text, {"measure": measure})
    return None if nation in known else unknown_name("nation", nation, known)


def _bad_product(measure: str, by: tuple[str, ...], product: str) -> PydanticCustomError | None:
    dimension = next((word for word in by if word in KINDS_OF_PRODUCT), "")
    if not product or product in KINDS_OF_PRODUCT.get(dimension, ()):
        return None
    if not dimension:
        text = "{measure} is not reported by product (allowed: no product)"
        return PydanticCustomError("no_product", text, {"measure": measure})
    return unknown_name(dimension, product, KINDS_OF_PRODUCT[dimension])


Nation = Annotated[str, OneOf("nation", names.NATIONS)]
NationOrAll = Annotated[str, OneOf("nation", (*names.NATIONS, "ALL"))]
Product = Annotated[str, OneOf("product", names.PRODUCTS)]
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
