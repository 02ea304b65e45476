"""Files with a few changes are accepted or refused in one line; `python -m tests.fuzz_yaml` tries more of them."""

from pathlib import Path

import pytest
from fuzz_yaml import committed, fuzz, library_copy, main, outcome


def test_three_hundred_changed_files_are_accepted_or_refused_in_one_line(tmp_path: Path) -> None:
    counts, found = fuzz(300, 1, tmp_path)
    assert not found, found[0]
    assert sum(counts.values()) >= 290  # hypothesis stops early where it has seen everything
    assert min(counts["accepted"], counts["refused"]) > 20


@pytest.mark.parametrize("file", committed(), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_file_without_changes_is_accepted(file: Path, tmp_path: Path) -> None:
    assert outcome(file, file.read_bytes(), library_copy(tmp_path)) == "accepted"


def test_an_exception_of_another_kind_is_found_and_told(monkeypatch, capsys) -> None:
    import fuzz_yaml

    monkeypatch.setitem(fuzz_yaml.LOADERS, "sweeps", lambda path: 1 / 0)
    assert main(["--inputs", "60"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
