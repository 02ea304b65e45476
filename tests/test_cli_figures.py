"""Figures and tables of the command line: digits, signs, folds."""

import io

import pytest

from sim.cli.figures import change, shown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1234, "share", "12.3"),
        (1_234_567.0, "USD", "1.23 M"),
        (56.14, "USD/kg", "56.1"),
        (1234.0, "USD/kg", "1,234"),
        (float("nan"), "t", "-"),
        (None, "t", "-"),
        (-0.001, "months", "0"),
    ],
)
def test_numbers_are_shown_in_three_digits(value, unit, text):
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("before", "after", "unit", "text"),
    [
        (0.5, 0.4, "share", "-10.0 pp"),
        (0.5, 0.50001, "share", "0"),
        (10.0, 12.0, "USD/kg", "+20 %"),
        (0.5, 0.25, "index 0-1", "-0.25"),
        (0.0, 2.0, "t", "+2.00"),
        (None, 2.0, "t", "-"),
    ],
)
def test_changes_carry_their_sign(before, after, unit, text):
    assert change(before, after, unit) == text


def test_tables_on_the_terminal_fold_instead_of_cutting_and_keep_escaped_bars():
    from rich.console import Console

    from sim.cli.markdown_tables import rendered

    console = Console(width=30, record=True, file=io.StringIO())
    console.print(rendered("# Title\n\n| outcome | was |\n|---|---|\n| a_rather_long_name.IND_CHN | 1\\|2 |\n\nEnd\n"))
    printed = console.export_text()
    assert "…" not in printed
    assert "1|2" in printed
    assert printed.index("Title") < printed.index("outcome") < printed.index("End")


def test_a_long_name_in_a_table_breaks_where_it_has_joints_and_a_number_never():
    from rich.console import Console

    from sim.cli.markdown_tables import rendered

    rows = "| heavy_supply_from_controller.IND | 1234567.8901 t |"
    console = Console(width=40, record=True, file=io.StringIO())
    console.print(rendered(f"| outcome that differs by much | was |\n|---|---|\n{rows}\n"))
    words = console.export_text().split()
    assert "controller.IND" in words
    assert "1234567.8901" in words
    assert "".join(word for word in words if "_" in word or "IND" in word) == "heavy_supply_from_controller.IND"
