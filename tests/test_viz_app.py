"""The roof over the pages: an error in one of them is a line on it, and the others stay."""

import ipyvuetify
import solara

from viz import app


@solara.component
def Plain(*_):
    return app.element("p", "as ever")


@solara.component
def Broken(*_):
    solara.use_memo(lambda: {}["magnet"], [])
    return app.element("p", "never")


def lines(rendered):
    return [(p.children[0], (p.attributes or {}).get("role")) for p in rendered.find(ipyvuetify.Html, tag="p").widgets]


def test_an_error_on_a_page_is_one_line_that_says_what_to_do_and_the_others_stay(monkeypatch, caplog):
    monkeypatch.setattr(app, "History", Broken)
    monkeypatch.setattr(app, "Compare", Plain)

    @solara.component
    def under(page):
        with app.element("main") as roof:
            app.Content(page, {}, False, False).key(page)
        return roof

    _, rendered = solara.render(under("history"), handle_error=False)
    ((text, role),) = lines(rendered)
    assert role == "alert"
    assert "\n" not in text
    assert "KeyError: 'magnet'" in text
    assert "start it again with `rare-earth view`" in text
    assert "KeyError: 'magnet'" in caplog.text  # with its place, on the terminal
    for page, said in (("compare", [("as ever", None)]), ("history", [(text, role)]), ("compare", [("as ever", None)])):
        rendered.render(under(page))
        assert lines(rendered) == said
    rendered.close()
