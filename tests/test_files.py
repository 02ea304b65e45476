"""Folders and files of results: names stay inside, writes are whole, cells are safe."""

import pandas as pd
import pytest

from sim.files import FolderError, checked_name, new_folder, result_folder, table_text, write


@pytest.mark.parametrize("name", ["a", "india_assurance-2", "A.b", "x" * 64])
def test_a_plain_name_is_accepted(name):
    assert checked_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "../a", "a b", "x" * 65, "a\n", "é"])
def test_a_name_that_could_leave_the_folder_is_refused_in_one_line(name):
    with pytest.raises(FolderError) as error:
        checked_name(name)
    assert "\n" not in str(error.value)


def test_a_taken_name_is_numbered_or_refused(tmp_path):
    runs = tmp_path / "runs"
    assert new_folder("a", runs).name == "a"
    assert new_folder("a", runs, numbered=True).name == "a-2"
    assert new_folder("a", runs, numbered=True).name == "a-3"
    with pytest.raises(FolderError, match="exists"):
        new_folder("a", runs)


def test_a_numbered_name_is_never_too_long(tmp_path):
    for _ in range(3):
        assert checked_name(new_folder("x" * 64, tmp_path, numbered=True).name)


def test_a_link_is_not_read(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderError, match="symbolic link"):
        result_folder("link", tmp_path)


def test_a_write_leaves_nothing_beside_the_file(tmp_path):
    write(tmp_path / "a.txt", "first")
    write(tmp_path / "a.txt", "second")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "second"


def test_text_that_a_spreadsheet_would_run_is_prefixed_and_numbers_are_not():
    frame = pd.DataFrame({"text": ["=1+1", "@x", "+a", "-a", "plain"], "number": [-1.5, 2, -3, 4, 5]})
    lines = table_text(frame).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "'@x", "'+a", "'-a", "plain"]
    assert lines[1].split(",")[1] == "-1.5"


def test_numbers_in_a_mixed_column_stay_numbers():
    frame = pd.DataFrame({"lever": pd.Series([-1, "=x", 110], dtype=object)})
    assert table_text(frame) == "lever\n-1\n'=x\n110\n"


def test_numbers_have_ten_digits():
    assert table_text(pd.DataFrame({"x": [1 / 3]})) == "x\n0.3333333333\n"
