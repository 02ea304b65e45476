"""The seat: the question of the quarter with its options, and at the end the debrief."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import solara

from sim.agents.seat import Effect, Question, SeatView
from viz import seat, seat_words, state, tables
from viz.components.html import element

LEAVE = ""  # leave the slot to the strategy


@solara.component
def SeatPanel(shown: state.Shown, names: dict[str, str]) -> Any:
    """The question that stands, or what comes next."""
    session = shown.session
    with element("section", class_="card seat-panel", aria_label=f"The seat of {names[session.nation]}") as card:
        asked = session.question
        if asked is None:
            _Waiting(shown, names)
        else:
            _Asked(asked, seat_words.roles(session.scenario, names), names).key(asked.month)
    return card


@solara.component
def _Waiting(shown: state.Shown, names: dict[str, str]) -> Any:
    session = shown.session
    with element("div") as box:
        element("h2", f"You sit in for {names[session.nation]}")
        if session.done:
            element("p", "The run is over.", class_="note")
        else:
            text = "Play or step on; the page stops where your nation has something to decide."
            element("p", text, class_="note")
        solara.Button("End here: debrief", on_click=state.open_debrief, outlined=True, small=True)
    return box


@solara.component
def _Asked(asked: SeatView, roles: dict[str, str], names: dict[str, str]) -> Any:
    answers, answer = solara.use_state({question.slot: seat.answered(question) for question in asked.questions})
    with element("div") as box:
        element("h2", f"{names[asked.nation]} decides, {tables.month_in_words(asked.month)}")
        known = "".join(
            f"<li>{escape(sight.text)}: <b>{escape(seat_words.sight_in_words(sight))}</b></li>" for sight in asked.sees
        )
        age = max(sight.age for sight in asked.sees)
        element("h3", f"What you know (statistics are {age} months old and not exact)")
        solara.HTML("ul", unsafe_innerHTML=known, classes=["known"])
        text = (
            "Below: what each option is expected to do, from -1 (bad for the nation) to 1 (good), before the weights of "
            "its strategy; and last, how often the strategy would choose it."
        )
        element("p", text, class_="note")
        for question in asked.questions:
            element("h3", seat_words.slot_in_words(question.slot, roles, names))
            solara.HTML("div", unsafe_innerHTML=expected(question, roles), classes=["scroll"])
            if question.stands_for:
                months = "month" if question.stands_for == 1 else "months"
                element("p", f"Decided only now: it stands for {question.stands_for} {months} more.", class_="note")
                continue
            labels = {LEAVE: "let the strategy decide"} | {
                o.option: seat_words.option_in_words(o.option, question.slot) for o in question.options
            }
            by_label = {label: option for option, label in labels.items()}
            with element("div", class_="options", role="group", aria_label="Options"):
                for label, option in by_label.items():
                    on = answers[question.slot] == option
                    solara.Button(
                        label,
                        on_click=lambda s=question.slot, o=option: answer({**answers, s: o}),
                        small=True,
                        outlined=not on,
                        color="primary" if on else None,
                        attributes={"aria-pressed": "true" if on else "false"},
                    )
        with element("div", class_="options end"):
            solara.Button("Decide", on_click=lambda: state.decide(answers), color="primary", icon_name="mdi-gavel")
            solara.Button(
                "Leave all to the strategy", on_click=lambda: state.decide(dict.fromkeys(answers, LEAVE)), outlined=True
            )
            solara.Button("End here: debrief", on_click=state.open_debrief, text=True)
    return box


def expected(question: Question, roles: dict[str, str]) -> str:
    """What the nation expects of each option, as a table: terms that differ between options, and the strategy's odds.

    On a narrow page an option is a block and each of its cells a line, which says in `data-head` what its column would.
    """
    terms = [effects for effects in zip(*(o.effects for o in question.options), strict=True) if _differ(effects)]
    heads = [seat_words.TERMS[effects[0].term].format(**roles) for effects in terms]
    last = "strategy would"
    head = "".join(f'<th scope="col" role="columnheader">{escape(text)}</th>' for text in ("", *heads, last))
    body = ""
    for option, *effects in zip(question.options, *terms, strict=True):
        mark = " (stands)" if option.option == question.standing else ""
        cells = "".join(_bar(effect.value, text) for effect, text in zip(effects, heads, strict=True))
        name = escape(seat_words.option_in_words(option.option, question.slot) + mark)
        odds = f'<td role="cell" data-head="{last}">{100 * option.chance:.0f} %</td>'
        body += f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}{odds}</tr>'
    # The roles, because a table that is shown as blocks is none to a screen reader.
    return f'<table class="terms stacked" role="table"><thead><tr role="row">{head}</tr></thead><tbody>{body}</tbody></table>'


def _differ(effects: Sequence[Effect]) -> bool:
    return len({round(effect.value, 6) for effect in effects}) > 1


def _bar(value: float, head: str) -> str:
    """An expectation, with a bar to the right where it is good for the nation and to the left where it is bad."""
    value = round(value, 2) + 0.0  # no minus before a zero
    width = min(abs(value), 1.0) * 50
    side = "left:50%" if value >= 0 else "right:50%"
    kind = "good" if value >= 0 else "bad"
    bar = f'<i style="width:{width:.0f}%;{side}"></i><span>{value:+.2f}</span>'
    return f'<td role="cell" class="term {kind}" data-head="{escape(head)}">{bar}</td>'
