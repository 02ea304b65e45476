"""One look for all charts: Okabe-Ito colours, which colour-blind readers can tell apart, on light and on dark."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure

PIXELS_PER_INCH = 100
SHARPNESS = 1.5  # image pixels per pixel of the page


@dataclass(frozen=True)
class Look:
    """Colours of one theme; the background is the page's."""

    text: str
    muted: str
    grid: str
    land: str
    background: str
    blue: str
    orange: str
    green: str
    purple: str
    grey: str

    @property
    def groups(self) -> dict[str, str]:
        """The colour of each product group."""
        return {
            "concentrate": self.grey,
            "oxide": self.blue,
            "metal": self.green,
            "magnet": self.orange,
            "scrap": self.purple,
        }


LIGHT = Look(
    text="#1b1f24",
    muted="#5b6470",
    grid="#dfe3e8",
    land="#e4e8ec",
    background="#ffffff",
    blue="#0072B2",
    orange="#D55E00",
    green="#009E73",
    purple="#A8518A",
    grey="#7a7f87",
)
DARK = Look(
    text="#e8eaed",
    muted="#a3abb5",
    grid="#363c44",
    land="#333a43",
    background="#1b1f24",
    blue="#56B4E9",
    orange="#F0894A",
    green="#2BC49A",
    purple="#CC79A7",
    grey="#a8adb5",
)


def look(dark: bool) -> Look:
    """The look of the theme."""
    return DARK if dark else LIGHT


def figure(width: int, height: int, look: Look) -> Figure:
    """An empty figure of `width` x `height` page pixels."""
    size = (width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
    return Figure(figsize=size, dpi=PIXELS_PER_INCH * SHARPNESS, facecolor=look.background)
