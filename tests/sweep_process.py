"""The command `sweep` on the small world as a process of its own, to be killed, starved and interrupted by tests.

`python sweep_process.py RUNNER CODE ARGUMENTS...`: only what runs a scenario is replaced, and the report left out.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent


def start(file, runner, *options, code="", **variables):
    """Start `sweep FILE --out x --json OPTIONS...` beside the file, in a session of its own; `code` runs before it."""
    arguments = ["sweep", file.name, "--out", "x", "--json", *map(str, options)]
    here = {"PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}", "RUN_LOG": str(file.parent / "log")}
    environment = os.environ | here | variables
    return subprocess.Popen(
        [sys.executable, __file__, runner, code, *arguments], cwd=file.parent, env=environment,
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finish(file, runner, *options, code="", **variables):
    """Run a sweep to its end; returns the exit code and stderr."""
    process = start(file, runner, *options, code=code, **variables)
    said = process.communicate(timeout=120)[1]
    return process.returncode, said


def signalled(file, number, *options):
    """Run a sweep in which one process, this or a worker, gets a signal in its tenth run; exit code and stderr."""
    sent = file.parent / f"signal-{number:d}"
    ended = finish(file, "run_slowly", *options, SIGNAL=f"{number:d} {sent}")
    assert sent.exists()
    return ended


def gone(group, seconds=10.0):
    """Whether every process of a group has ended by then."""
    end = time.monotonic() + seconds
    while members(group) and time.monotonic() < end:
        time.sleep(0.02)
    return not members(group)


def members(group):
    """Return the living processes of a group and their commands, children of the first one or not."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                command = (entry / "cmdline").read_text()
            except OSError:
                continue
            if int(of) == group and state != "Z":
                found[int(entry.name)] = command
    return found


def lines(file):
    """Return how many lines a file has; 0 if it is absent."""
    return file.read_bytes().count(b"\n") if file.exists() else 0


def main():
    runner, code, *arguments = sys.argv[1:]
    import sweep_world

    from sim.cli import commands_sweep
    from sim.cli import main as command
    from sim.sweep import sweep

    sweep.model = lambda: getattr(sweep_world, runner)
    sys.modules["sim.sweep.reporting"] = SimpleNamespace(explained=lambda folder: None)
    commands_sweep._say = lambda *what: None
    exec(code)  # written by a test
    command(arguments)


if __name__ == "__main__":
    main()
