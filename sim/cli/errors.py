"""Every error becomes one line on stderr and an exit code."""

from __future__ import annotations

import os
import sys

FAILED, BAD_INPUT, STOPPED, INTERNAL, INTERRUPTED = 1, 2, 3, 70, 130  # 70: EX_SOFTWARE of sysexits.h


class InputError(Exception):
    """Bad input on the command line; its text is the line that the user reads."""


class RunFailed(Exception):
    """A run ended before its last month; its text names the run and the reason."""


class Interrupted(Exception):
    """Ctrl-C in something that can be continued; its text says how."""


def explain(error: BaseException) -> int:
    """Print what went wrong and what to do, in one line; return the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED
    if os.environ.get("RARE_EARTH_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    text, code = _line(error)
    print(f"rare-earth: {' '.join(text.split())}", file=sys.stderr)
    return code


def _line(error: BaseException) -> tuple[str, int]:
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        return "interrupted", INTERRUPTED
    if isinstance(error, RunFailed | Interrupted):
        return str(error), FAILED if isinstance(error, RunFailed) else INTERRUPTED
    if isinstance(code := getattr(error, "exit_code", None), int) and type(error).__module__.startswith("sim."):
        return str(error), code  # such as STOPPED: it says itself what it comes to
    if _is_input_error(error):
        return str(error), BAD_INPUT
    if hasattr(error, "format_message"):  # wrong use of the command line
        return _usage(error), BAD_INPUT
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or 'cannot be used').lower()}", BAD_INPUT
    return (
        f"internal error: {type(error).__name__}: {error} (RARE_EARTH_DEBUG=1 shows where; please report it)",
        INTERNAL,
    )


def _usage(error: BaseException) -> str:
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "rare-earth")
    command = path.removeprefix("rare-earth").strip()
    message = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    return f"{command + ': ' if command else ''}{message}. See: {path} --help"


def _is_input_error(error: BaseException) -> bool:
    """Whether the user can mend it: each layer raises a ValueError of its own, whose text says what to do."""
    return isinstance(error, InputError) or (
        isinstance(error, ValueError) and type(error).__module__.startswith(("sim.", "viz."))
    )
