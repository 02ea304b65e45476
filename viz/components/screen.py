"""What the browser's window is like: narrow or wide, light or dark. Charts are drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import solara
import traitlets


class Screen(v.VuetifyTemplate):
    """An invisible element that reports the window and follows the theme that the person's system asks for.

    Solara's own `auto` theme leaves the page without its root element (1.64.1), hence this.
    """

    template = traitlets.Unicode("""
<template><span style="display: none"></span></template>
<script>
module.exports = {
  mounted() {
    this.queries = [matchMedia("(max-width: 700px)"), matchMedia("(prefers-color-scheme: dark)")];
    this.queries.forEach((query) => query.addEventListener("change", this.tell));
    this.tell();
  },
  beforeDestroy() { this.queries.forEach((query) => query.removeEventListener("change", this.tell)); },
  methods: {
    tell() {
      this.narrow = this.queries[0].matches;
      this.dark = this.queries[1].matches;
      this.$vuetify.theme.dark = this.dark;
      this.known = true;
    },
  },
};
</script>
""").tag(sync=True)
    narrow = traitlets.Bool(False).tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    known = traitlets.Bool(False).tag(sync=True)


@solara.component
def ScreenWatch(
    on_narrow: Callable[[bool], None], on_dark: Callable[[bool], None], on_known: Callable[[bool], None]
) -> Any:
    """Report the window once it is known and whenever it changes."""
    return Screen.element(on_narrow=on_narrow, on_dark=on_dark, on_known=on_known)
