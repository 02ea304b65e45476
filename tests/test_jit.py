"""Compiling: same results as plain Python, and a cache that notices a change in another file."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from engine_runs import named, simulate

import sim
from sim.jit import cache_folder, compiled, compiled_fast, digest, visible_sources


@compiled
def ratio(a: float, b: float) -> float:
    """Return a / b."""
    return a / b


@compiled_fast
def ratio_fast(a: float, b: float) -> float:
    return a / b


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one loop, the equation it calls, a constant behind that, and a bystander."""
    folder = tmp_path / "sim"
    (folder / "equations").mkdir(parents=True)
    (folder / "jit.py").write_text("import numba  # imported as sim.jit\n")
    (folder / "loop.py").write_text("from sim.jit import compiled\nfrom sim.equations import price\n")
    (folder / "equations" / "price.py").write_text("from sim.world import MONTHS\n")
    (folder / "world.py").write_text("MONTHS = 12\n")
    (folder / "cli.py").write_text("from sim.world import MONTHS\n")
    return folder


def test_a_compiled_function_keeps_its_name_docstring_and_results():
    assert ratio.__name__ == "ratio"
    assert ratio.__doc__ == "Return a / b."
    assert ratio(1.0, 3.0) == ratio_fast(1.0, 3.0) == 1.0 / 3.0


def test_dividing_by_zero_raises_unless_the_fast_decorator_is_asked_for():
    with pytest.raises(ZeroDivisionError):
        ratio(1.0, 0.0)
    assert np.isinf(ratio_fast(1.0, 0.0))


def test_compiled_code_sees_what_it_imports_and_nothing_else(package):
    assert set(visible_sources(package)) == {"sim.jit", "sim.loop", "sim.equations.price", "sim.world"}


@pytest.mark.parametrize("file", ["loop.py", "equations/price.py", "world.py", "jit.py"])
def test_a_change_that_compiled_code_can_see_gives_another_cache(package, file):
    before = digest(package)
    (package / file).write_text((package / file).read_text() + "CHANGED = 1\n")
    assert digest(package) != before


def test_a_change_elsewhere_keeps_the_cache(package):
    before = digest(package)
    (package / "cli.py").write_text("CHANGED = 1\n")
    assert digest(package) == before


def test_a_place_that_cannot_be_written_gives_a_temporary_folder_that_workers_share(package, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "restored after the test")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    not_a_folder = tmp_path / "file"
    not_a_folder.touch()
    folder = cache_folder(package, not_a_folder)
    assert folder.is_dir()
    assert folder.parent.parent == tmp_path
    assert os.environ["NUMBA_CACHE_DIR"] == str(folder.parent)
    assert cache_folder(package, folder.parent) == folder  # what a worker does with the variable


def test_what_a_cache_folder_for_reading_holds_is_taken_along(package, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "restored after the test")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stored = cache_folder(package, tmp_path / "cache")
    (stored / "complete").write_text("")

    def refuse(dir: Path) -> None:
        raise PermissionError(dir)

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    folder = cache_folder(package, tmp_path / "cache")
    assert folder != stored
    assert (folder / "complete").is_file()


def folder_with(chosen: Path, temporary: Path, before: str = "") -> tuple[Path, Path, list[str]]:
    """Where a process that has `chosen` in its environment keeps compiled code, the variable for its workers, what is there."""
    program = f"""{before}
import os, sim.jit, numba
print(numba.config.CACHE_DIR, os.environ["NUMBA_CACHE_DIR"], *os.listdir(numba.config.CACHE_DIR))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_CACHE_DIR": str(chosen), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=True,
    )
    folder, variable, *held = done.stdout.split()
    return Path(folder), Path(variable), held


def test_in_a_cache_folder_that_the_user_chose_each_text_of_the_sources_has_its_own(tmp_path):
    ours = digest(Path(sim.__file__).parent)
    assert folder_with(tmp_path, tmp_path) == (tmp_path / ours, tmp_path, [])


def test_a_cache_folder_for_reading_that_the_user_chose_is_read_and_its_copy_goes_at_the_end(tmp_path):
    chosen, temporary = tmp_path / "chosen", tmp_path / "temporary"
    temporary.mkdir()
    stored, _, _ = folder_with(chosen, temporary)
    (stored / "complete").write_text("")
    # A test that runs as root may write anywhere, so the refusal is played.
    refuse = f"""
import tempfile
usual = tempfile.TemporaryFile
def refuse(dir):
    if dir.is_relative_to({str(chosen)!r}):
        raise PermissionError(dir)
    return usual(dir=dir)
tempfile.TemporaryFile = refuse
"""
    folder, variable, held = folder_with(chosen, temporary, refuse)
    assert (folder.parent, folder.name, held) == (variable, stored.name, ["complete"])
    assert variable.parent == temporary
    assert not variable.exists()


def test_code_without_counted_references_returns_no_array_but_lent_ones() -> None:
    """An array that such code made or passed on would be freed while it is in use.

    Of what comes out of the cache only the outermost functions are known; on a new machine all are.
    """
    simulate(named("india_assurance").with_value("months", 4))
    lending = {"sim.model.openers", "sim.model.row"}
    checked = 0
    for name, module in list(sys.modules.items()):
        if not name.startswith("sim.") or name in lending:
            continue
        for function in vars(module).values():
            options = getattr(function, "targetoptions", {})
            if options.get("_nrt", True) or function.__module__ != name:
                continue
            for overload in function.overloads.values():
                assert "Array" not in str(overload.signature.return_type), function.__name__
                checked += 1
    assert checked > 10
