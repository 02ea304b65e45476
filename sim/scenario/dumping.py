"""Write plain data as YAML that `sim.yamlio` reads back as the same values."""

from __future__ import annotations

from typing import Any

import yaml

from sim.yamlio import FLOAT


class _Dumper(yaml.SafeDumper):
    """Writes what `sim.yamlio.parse` reads back as the same values, without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, data: str) -> yaml.ScalarNode:
        # Unquoted, these would come back as spaces.
        style = '"' if any(character in data for character in "\x85\u2028\u2029") else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789"))


def dump(data: Any) -> str:
    """Return plain data as YAML; text that any YAML reader could take for something else is quoted."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text
