"""Plain HTML from Solara: an element with children, text that is always escaped."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v


def element(tag: str, *children: Any, class_: str = "", style: str = "", **attributes: str) -> Any:
    """An HTML element; text children are escaped by the browser, attributes go as they are (`_` becomes `-`)."""
    return v.Html.element(
        tag=tag,
        children=list(children),
        class_=class_,
        style_=style,
        attributes={name.strip("_").replace("_", "-"): value for name, value in attributes.items()},
    )
