"""The seat: the question of the quarter with its options, and at the end the debrief."""

from __future__ import annotations

from html import escape
from typing import Any

import solara

from viz import seat, seat_words, state, tables
from viz.components.html import element

LEAVE = ""  # leave the slot to the strategy


@solara.component
def SeatPanel(shown: state.Shown, names: dict[str, str]) -> Any:
    """The question that stands, or what comes next."""
    session = shown.session
    with element("section", class_="card seat-panel", aria_label=f"The seat of {names[session.nation]}") as card:
        question = session.question() if session.waits else None
        if question is None:
            _Waiting(shown, names)
        else:
            _Asked(question, session.seated.told if session.seated else {}, names).key(question.month)
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
def _Asked(question: seat.Question, told: dict[str, str], names: dict[str, str]) -> Any:
    first = {choice.slot: told.get(choice.slot, LEAVE) for choice in question.choices}
    answers, answer = solara.use_state(first)
    roles = question.now.roles
    with element("div") as box:
        month = tables.month_in_words(question.month)
        element("h2", f"{names[question.nation]} decides, {month}")
        known = "".join(
            f"<li>{escape(what)}: <b>{escape(value)}</b></li>" for what, value in seat_words.known(question.now, names)
        )
        element("h3", "What you know (statistics come late and are not exact)")
        solara.HTML("ul", unsafe_innerHTML=known, classes=["known"])
        text = (
            "Below: what each option is expected to do, from -1 (bad for the nation) to 1 (good), before the weights of "
            "its strategy; and last, how often the strategy would choose it."
        )
        element("p", text, class_="note")
        for choice in question.choices:
            element("h3", seat_words.slot_in_words(choice.slot, roles, names))
            solara.HTML("div", unsafe_innerHTML=expected(choice, roles, names), classes=["scroll"])
            labels = {LEAVE: "let the strategy decide"} | {
                o.name: seat_words.option_in_words(o.name) for o in choice.options
            }
            by_label = {label: option for option, label in labels.items()}
            with element("div", class_="options", role="group", aria_label="Options"):
                for label, option in by_label.items():
                    on = answers[choice.slot] == option
                    solara.Button(
                        label,
                        on_click=lambda s=choice.slot, o=option: answer({**answers, s: o}),
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


def expected(choice: seat.Choice, roles: Any, names: dict[str, str]) -> str:
    """What the nation expects of each option, as a table: terms that differ between options, and the strategy's odds.

    On a narrow page an option is a block and each of its cells a line, which says in `data-head` what its column would.
    """
    told = seat_words.roles_in_words(roles, names)
    terms = [t for t in choice.options[0].terms if len({round(float(o.terms[t]), 6) for o in choice.options}) > 1]
    heads = [seat_words.TERMS.get(t, t).format(**told) for t in terms]
    last = "strategy would"
    head = "".join(f'<th scope="col" role="columnheader">{escape(text)}</th>' for text in ("", *heads, last))
    body = ""
    for option in choice.options:
        mark = " (stands)" if option.name == choice.standing else ""
        cells = "".join(_bar(float(option.terms[t]), text) for t, text in zip(terms, heads, strict=True))
        name = escape(seat_words.option_in_words(option.name) + mark)
        odds = f'<td role="cell" data-head="{last}">{100 * option.chance:.0f} %</td>'
        body += f'<tr role="row"><th scope="row" role="rowheader">{name}</th>{cells}{odds}</tr>'
    # The roles, because a table that is shown as blocks is none to a screen reader.
    return f'<table class="terms" role="table"><thead><tr role="row">{head}</tr></thead><tbody>{body}</tbody></table>'


def _bar(value: float, head: str) -> str:
    """An expectation, with a bar to the right where it is good for the nation and to the left where it is bad."""
    value = round(value, 2) + 0.0  # no minus before a zero
    width = min(abs(value), 1.0) * 50
    side = "left:50%" if value >= 0 else "right:50%"
    kind = "good" if value >= 0 else "bad"
    bar = f'<i style="width:{width:.0f}%;{side}"></i><span>{value:+.2f}</span>'
    return f'<td role="cell" class="term {kind}" data-head="{escape(head)}">{bar}</td>'
