"""A Matplotlib figure as an image with a text for those who cannot see it, and one that can be clicked."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable
from typing import Any, cast

import ipyvuetify as v
import numpy as np
import solara
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

REST_S = 1.0  # after which a picture out of sight is drawn too


class Watched(v.VuetifyTemplate):
    """An image that tells whether it is in sight or nearly so."""

    template = traitlets.Unicode("""
<template><img :src="src" :alt="alt"></template>
<script>
module.exports = {
  mounted() {
    this.watcher = new IntersectionObserver((found) => {
      const near = found[found.length - 1].isIntersecting;
      if (near !== this.near) this.near = near;
    }, { rootMargin: "100px" });
    this.watcher.observe(this.$el);
  },
  beforeDestroy() { this.watcher.disconnect(); },
};
</script>
""").tag(sync=True)
    src = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    near = traitlets.Bool(True).tag(sync=True)


@solara.component
def Picture(draw: Callable[[], Figure], alt: str, dependencies: list[Any]) -> Any:
    """Show what `draw` returns; it is drawn again only when `dependencies` change.

    Out of sight it is drawn when they have not changed for a second, so that a step waits for what is in sight alone.
    """
    near, come = solara.use_state(True)
    rested, rest = solara.use_state(cast(object, None))
    wanted = solara.use_memo(object, dependencies)
    stands = solara.use_ref(wanted)
    if near or rested is wanted:
        stands.current = wanted
    address = solara.use_memo(lambda: data_address(draw()), [stands.current])

    def wait() -> Callable[[], None] | None:
        if stands.current is wanted:
            return None
        clock = threading.Timer(REST_S, rest, [wanted])
        clock.daemon = True
        clock.start()
        return clock.cancel

    solara.use_effect(wait, [wanted, stands.current])
    return Watched.element(src=address, alt=alt, near=near, on_near=come)


class Spots(v.VuetifyTemplate):
    """A picture with buttons on it, and one that tells where it was clicked."""

    template = traitlets.Unicode("""
<template>
  <div class="spots">
    <img :src="src" :alt="alt" @click="point" :class="{pointed: pointed}">
    <button v-for="spot in spots" :key="spot.code" type="button" :class="{on: spot.code === on}"
      :style="{left: 100 * spot.x + '%', top: 100 * spot.y + '%'}" :aria-label="spot.label" :title="spot.label"
      @click="pick(spot.code)"></button>
  </div>
</template>
<script>
module.exports = {
  watch: {
    on(code, before) {  // what was opened from here is closed: where its own button is gone, the focus comes back
      const at = document.activeElement;
      if (!code && (at === document.body || at.closest(".nation")))
        this.$el.querySelectorAll("button")[this.spots.findIndex((spot) => spot.code === before)]?.focus();
    },
  },
  methods: {
    point(event) {
      if (!this.pointed) return;
      const box = event.target.getBoundingClientRect();
      this.place([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    },
  },
};
</script>
""").tag(sync=True)
    src = traitlets.Unicode("").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    spots: Any = traitlets.List([]).tag(sync=True)
    on = traitlets.Unicode("").tag(sync=True)
    pointed = traitlets.Bool(False).tag(sync=True)
    on_pick = traitlets.Any(None, allow_none=True)
    on_place = traitlets.Any(None, allow_none=True)

    def vue_pick(self, code: Any) -> None:
        """A button was pressed."""
        if self.on_pick is not None and isinstance(code, str):
            self.on_pick(code)

    def vue_place(self, place: Any) -> None:
        """The picture was clicked, at shares of its width and height."""
        if self.on_place is not None and isinstance(place, list) and len(place) == 2:
            self.on_place(float(place[0]), float(place[1]))


@solara.component
def SpotPicture(
    draw: Callable[[], Figure],
    alt: str,
    dependencies: list[Any],
    spots: list[dict[str, Any]] | None = None,
    on: str = "",
    on_pick: Callable[[str], None] | None = None,
    on_place: Callable[[float, float], None] | None = None,
) -> Any:
    """A picture with `spots` (code, label, x and y as shares from the upper left) to press, or that can be clicked."""
    address = solara.use_memo(lambda: data_address(draw()), dependencies)
    return Spots.element(
        src=address, alt=alt, spots=spots or [], on=on, pointed=on_place is not None, on_pick=on_pick, on_place=on_place
    )


_canvases: dict[tuple[float, ...], FigureCanvasAgg] = {}
_drawing = threading.Lock()


def data_address(figure: Figure) -> str:
    """The figure as a PNG of at most 128 colours inside a `data:` address: a quarter of the bytes, half of the time."""
    with _drawing:
        image = encoded(pixels(figure), figure)
    return "data:image/png;base64," + base64.b64encode(image).decode()


def pixels(figure: Figure) -> NDArray[np.uint8]:
    """The figure, drawn: (height, width, 4), until the next of its size is drawn.

    Figures of one size share a canvas, because measuring a text takes as long as drawing it, and a canvas remembers
    what it measured. One for each thread would be up to 40 times 8 MB that no closed tab gives back.
    """
    size = (figure.bbox.width, figure.bbox.height)
    canvas = _canvases.get(size)
    if canvas is None:
        if len(_canvases) > 24:
            _canvases.clear()
        canvas = _canvases[size] = FigureCanvasAgg(figure)
    canvas.figure = figure
    figure.set_canvas(canvas)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def encoded(pixels: NDArray[np.uint8], figure: Figure) -> bytes:
    """The pixels of a drawn figure as a small PNG."""
    image = Image.fromarray(pixels).convert("RGB")
    few = image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    _keep(few, np.round(255 * np.array(to_rgb(figure.get_facecolor()))))
    buffer = io.BytesIO()
    few.save(buffer, "png", compress_level=3)
    return buffer.getvalue()


def _keep(image: Image.Image, color: NDArray[np.float64]) -> None:
    """Make the nearest colour of the palette exactly `color`, so that the picture blends with the page."""
    palette = np.array(image.getpalette(), dtype=float).reshape(-1, 3)
    palette[np.abs(palette - color).sum(axis=1).argmin()] = color
    image.putpalette(palette.astype(np.uint8).tobytes())
