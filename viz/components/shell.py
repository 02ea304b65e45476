"""What only the browser can do: tell its window and theme, keep the address bar, go between pages, save a file."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import solara
import traitlets

from viz.address import PAGES

file: solara.Reactive[dict[str, Any]] = solara.reactive({})  # the file that the browser is to save


class Shell(v.VuetifyTemplate):
    """The links between the pages, and an ear in the browser's window.

    Solara's own `auto` theme leaves the page without its root element (1.64.1), hence the theme is followed here.
    """

    template = traitlets.Unicode("""
<template>
  <nav class="pages" aria-label="Pages">
    <a v-for="(title, name) in pages" :key="name" :href="'?page=' + name" :class="{here: name === page}"
       :aria-current="name === page ? 'page' : null" @click.exact.prevent="go(name)">{{ title }}</a>
  </nav>
</template>
<script>
module.exports = {
  mounted() {
    this.queries = [matchMedia("(max-width: 700px)"), matchMedia("(prefers-color-scheme: dark)")];
    this.queries.forEach((query) => query.addEventListener("change", this.tell));
    window.addEventListener("popstate", this.back);
    this.tell();
  },
  beforeDestroy() {
    this.queries.forEach((query) => query.removeEventListener("change", this.tell));
    window.removeEventListener("popstate", this.back);
  },
  watch: {
    address(query) {
      const link = location.pathname + (query ? "?" + query : "");
      if (link !== location.pathname + location.search) history.replaceState(history.state, null, link);
    },
    file(file) {
      if (!file.name) return;
      const bytes = Uint8Array.from(atob(file.data), (letter) => letter.charCodeAt(0));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes], { type: file.kind }));
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
  },
  methods: {
    tell() {
      this.narrow = this.queries[0].matches;
      this.dark = this.queries[1].matches;
      this.$vuetify.theme.dark = this.dark;
      this.known = true;
    },
    go(name) {
      if (name === this.page) return;
      history.pushState({}, null, location.pathname + "?page=" + name);
      window.scrollTo(0, 0);
      this.page = name;
    },
    back() {
      const name = new URLSearchParams(location.search).get("page") || "simulate";
      if (name in this.pages) this.page = name;
    },
  },
};
</script>
""").tag(sync=True)
    pages = traitlets.Dict(PAGES).tag(sync=True)
    page = traitlets.Unicode("simulate").tag(sync=True)
    address = traitlets.Unicode("").tag(sync=True)
    file = traitlets.Dict({}).tag(sync=True)
    narrow = traitlets.Bool(False).tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)
    known = traitlets.Bool(False).tag(sync=True)


@solara.component
def ShellBar(
    page: str,
    address: str,
    on_page: Callable[[str], None],
    on_narrow: Callable[[bool], None],
    on_dark: Callable[[bool], None],
    on_known: Callable[[bool], None],
) -> Any:
    """The links between the pages; reports the window once it is known and whenever it changes."""
    return Shell.element(
        page=page,
        address=address,
        file=file.value,
        on_page=on_page,
        on_narrow=on_narrow,
        on_dark=on_dark,
        on_known=on_known,
    )


def offer(name: str, content: str | bytes) -> None:
    """Have the browser save a file; the name is ours, never a person's text."""
    data = content.encode() if isinstance(content, str) else content
    kind = {"csv": "text/csv", "png": "image/png", "md": "text/markdown", "html": "text/html"}
    file.value = {
        "name": name,
        "kind": kind.get(name.rpartition(".")[2], "application/octet-stream"),
        "data": base64.b64encode(data).decode(),
        "count": file.value.get("count", 0) + 1,  # so that the same file can be saved again
    }
