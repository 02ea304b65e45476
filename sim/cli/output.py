"""JSON for scripts: no NaN, one document on standard output."""

from __future__ import annotations

import json
import math
from typing import Any


def print_json(content: Any) -> None:
    """Print `content`; a number that does not exist becomes null."""
    print(json.dumps(_finite(content), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(content: Any) -> Any:
    if isinstance(content, dict):
        return {str(key): _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    if hasattr(content, "item"):  # a NumPy number
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content
