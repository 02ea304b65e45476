"""Words for numbers: the likelihood scale of ICD 203, and figures a reader can take in."""

from __future__ import annotations

from bisect import bisect_right

SCALE: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper bound of the probability, and the word (US Intelligence Community Directive 203, 2015)."""


def likelihood(share: float) -> str:
    """Return the ICD 203 word for a probability in [0, 1]; a bound belongs to the higher band.

    0 is "did not occur", because a sample cannot show that something is impossible. Raises ValueError outside
    [0, 1].
    """
    rounded = round(share, 12)  # twenty draws of a twentieth each add up to a little more or less than one
    if not 0 <= rounded <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {share}")
    if share == 0:
        return "did not occur"
    bounds = [bound for bound, _ in SCALE]
    return SCALE[min(bisect_right(bounds, rounded), len(SCALE) - 1)][1]


def percent(share: float) -> str:
    """Return a share in percent: whole from 10 % up, one digit below and close to all.

    Never 0 or 100 %: what rounds to them is given as "< 0.1 %" and "> 99.9 %".
    """
    size = abs(share)
    if size < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= size < 1.0005:
        return "> 99.9 %"
    return f"{100 * share:.0f} %" if 0.0995 <= size < 0.995 or size > 1 else f"{100 * share:.1f} %"


def chance(share: float, sample: int = 0) -> str:
    """Return a probability in percent, never 0 or 100 %.

    What did not occur in a `sample` of so many, or always did, is given as the bound that such a sample can show
    with 95 % confidence: 3 / sample (the rule of three).
    """
    bound = min(0.5, 3 / sample) if sample else 0.001
    if share <= 0:
        return f"< {percent(bound).removeprefix('< ')}"
    if share >= 1:
        return f"> {percent(1 - bound).removeprefix('> ')}"
    return percent(share)


def between(low: float, high: float, sample: int = 0) -> str:
    """Return a range of probabilities, once where both ends read the same.

    An end that is none or all is left open: the bound that a sample can show may lie beyond the other end.
    """
    if low <= 0 < high < 1:
        return f"up to {chance(high)}"
    if 0 < low < 1 <= high:
        return f"{chance(low)} or more"
    ends = chance(low, sample), chance(high, sample)
    return " to ".join(dict.fromkeys(ends))


def points(change: float) -> str:
    """Return a change of a share in percentage points, with its sign."""
    return f"{100 * change:+.1f} points"


def number(value: float) -> str:
    """Return a number with three significant digits, thousands separated, and a word for millions and more."""
    for size, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if abs(value) >= 0.9995 * size:
            return f"{_digits(value / size)}{word}"
    return _digits(value)


def _digits(value: float) -> str:
    if value == 0:
        return "0"
    if abs(value) >= 99.95:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.1f}" if abs(value) >= 9.995 else f"{value:.2f}" if abs(value) >= 0.0995 else f"{value:.2g}"


def quantity(value: float, unit: str, change: bool = False) -> str:
    """Return `value` with its unit, shares in percent; `change` asks for a sign and percentage points."""
    if unit == "share":
        return points(value) if change else percent(value)
    plain = unit.split(" ")[0] in ("index", "ratio", "relative", "0-4", "")
    text = _index(value) if plain else number(value)
    sign = "+" if change and value > 0 and float(text.split(" ")[0].replace(",", "")) > 0 else ""
    return sign + text if plain else f"{sign}{text} {unit}"


def _index(value: float) -> str:
    return "0.00" if abs(value) < 0.0005 else f"{value:.3f}" if abs(value) < 0.005 else f"{value:.2f}"


def against(change: float, unit: str, what: str) -> str:
    """Return a change in words: '30.1 points below the baseline', or 'as in the baseline'."""
    size = points(abs(change))[1:] if unit == "share" else quantity(abs(change), unit)
    if not any(digit in "123456789" for digit in size.split(" ")[0]):
        return f"as in {what}"
    return f"{size} {'above' if change > 0 else 'below'} {what}"
