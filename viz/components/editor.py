"""A text editor with line numbers, in which the lines that are wrong are marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import solara
import traitlets

from viz.workshop import Fault


class Editor(v.VuetifyTemplate):
    """A textarea beside its line numbers; what is typed is told when the hand rests."""

    template = traitlets.Unicode("""
<template>
  <div class="editor">
    <pre class="gutter" aria-hidden="true" ref="gutter"><span v-for="n in lines" :key="n"
      :class="{wrong: wrong.includes(n)}">{{ n }}
</span></pre>
    <textarea ref="area" :aria-label="label" spellcheck="false" wrap="off" rows="18"
      :aria-invalid="wrong.length ? 'true' : 'false'" @input="typed" @scroll="follow"></textarea>
  </div>
</template>
<script>
module.exports = {
  data() { return { lines: 1 }; },
  mounted() { this.take(this.value); },
  watch: { value(text) { this.take(text); } },
  methods: {
    take(text) {
      // Not bound, because a redraw would put the old text back under the hands that type.
      if (this.$refs.area.value !== text) this.$refs.area.value = text;
      this.count();
    },
    count() { this.lines = this.$refs.area.value.split("\\n").length; },
    follow() { this.$refs.gutter.scrollTop = this.$refs.area.scrollTop; },
    typed(event) {
      this.count();
      clearTimeout(this.waiting);
      const text = event.target.value;
      this.waiting = setTimeout(() => this.tell(text), 300);
    },
  },
};
</script>
""").tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    wrong: Any = traitlets.List([]).tag(sync=True)
    on_text = traitlets.Any(None, allow_none=True)

    def vue_tell(self, text: Any) -> None:
        """The text was changed."""
        if self.on_text is not None and isinstance(text, str):
            self.on_text(text)


@solara.component
def TextEditor(label: str, value: str, faults: tuple[Fault, ...], on_text: Callable[[str], None]) -> Any:
    """Edit `value`; the lines of `faults` are marked."""
    return Editor.element(label=label, value=value, wrong=[fault.line for fault in faults], on_text=on_text)
