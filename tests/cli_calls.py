"""Calls of the command line from tests, in a folder of their own."""

from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).parents[1]


def caller(capsys):
    """A function that runs a command: exit code, standard output, errors."""

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return call


def in_a_library(capsys, monkeypatch, folder):
    """The same in a folder that has the library and nothing else, on a terminal of 100 columns."""
    monkeypatch.chdir(folder)
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.setenv("COLUMNS", "100")
    return caller(capsys)


def is_one_line(text):
    """Whether a text is one line and no traceback."""
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text
