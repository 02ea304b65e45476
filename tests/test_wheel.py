"""The wheel: installed on its own it runs scenarios and serves the viewer, away from any checkout."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SOURCES = ("sim", "viz", "scenarios", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a new environment that has the wheel, and of everything else what this one has."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    source.mkdir()
    for name in SOURCES:  # a copy, so that nothing is left in the checkout
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", place, source], check=True, cwd=place)
    venv.create(place / "env", with_pip=False, symlinks=True)
    (wheel,) = place.glob("*.whl")
    python = place / "env" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", wheel], check=True, cwd=place)
    (site,) = (place / "env" / "lib").glob("python*/site-packages")
    (site / "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    for shared in ("share/jupyter", "share/solara", "etc"):  # the front end that comes with other packages
        (place / "env" / shared).symlink_to(Path(sys.prefix) / shared)
    return place / "env" / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell that knows nothing of the checkout; a month or two need no compiling."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    return {**kept, "PYTHONNOUSERSITE": "1", "NUMBA_DISABLE_JIT": "1"}


def called(installed: Path, elsewhere: dict[str, str], folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [installed / "rare-earth", *arguments], cwd=folder, env=elsewhere, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_code_comes_from_the_wheel(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    script = "import sim, viz; print(sim.__file__); print(viz.__file__)"
    done = subprocess.run(
        [installed / "python", "-c", script], cwd=tmp_path, env=elsewhere, capture_output=True, text=True, check=True
    )
    assert all(line.startswith(str(installed.parent)) for line in done.stdout.splitlines())


def test_the_library_of_scenarios_came_along(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    listed = json.loads(called(installed, elsewhere, tmp_path, "scenarios", "--json"))
    names = {entry["name"] for entry in (listed["scenarios"] if isinstance(listed, dict) else listed)}
    assert {path.stem for path in (ROOT / "scenarios").glob("*.yaml")} <= names


def test_a_scenario_runs_and_is_saved_where_the_user_is(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    told = json.loads(called(installed, elsewhere, tmp_path, "run", "baseline", "--months", "2", "--save", "--json"))
    assert told["status"] == "ok"
    assert told["months"] == 2
    assert list(tmp_path.glob("runs/*/series.csv"))


def test_the_viewer_serves_its_first_page(installed: Path, elsewhere: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [installed / "rare-earth", "view", "--no-open", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=tmp_path, env=elsewhere, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert b"<title>" in fetched(f"http://127.0.0.1:{port}/", server)
    finally:
        server.terminate()
        server.wait(timeout=20)


def fetched(address: str, server: subprocess.Popen[bytes]) -> bytes:
    """The page, once the server is up; nothing if it ends or half a minute passes."""
    for _ in range(150):
        if server.poll() is not None:
            return b""
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return bytes(page.read())
        except OSError:
            time.sleep(0.2)
    return b""
