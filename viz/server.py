"""Serve the page on this computer only, with everything that it needs from disk."""

from __future__ import annotations

import ctypes
import gc
import os
import socket
import threading
import warnings
import webbrowser
from pathlib import Path

HOST = "127.0.0.1"
M_ARENA_MAX = -8  # of glibc's malloc.h
GARBAGE = 50_000  # new objects between two looks of the collector; a picture makes as many as the usual 2,000 often
CULL = "SOLARA_KERNEL_CULL_TIMEOUT"  # who sets it has it
SETTINGS = {
    "SOLARA_APP": "viz.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    CULL: "10m",  # a closed tab frees its run
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_SESSION_HTTPS_ONLY": "False",  # there is no https on this computer
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "Rare earth trade",
    "SOLARA_HOST": HOST,
}


class PortError(ValueError):
    """The port cannot be had; the text is one line and says what to do."""


def serve(port: int = 8765, runs: Path = Path("runs"), open_browser: bool = True) -> None:
    """Serve until interrupted; raises PortError where the port is taken or not allowed."""
    listener = listen(port)
    os.environ.pop("HOST", None)  # Solara would listen there
    os.environ.update(
        {name: os.environ.get(name, value) if name == CULL else value for name, value in SETTINGS.items()}
    )
    os.environ["RARE_EARTH_RUNS"] = str(runs.absolute())
    print(f"Starting the viewer at http://{HOST}:{port} (Ctrl-C ends it)", flush=True)

    # Solara wants a cookie for pages inside other pages, which this is not.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")
    import uvicorn
    from solara.server.starlette import app
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    share_heaps()
    mend_navigator()
    share_settings()
    gc.collect()
    gc.freeze()  # what is loaded now stays; the collector need not look at it while pictures are drawn
    gc.set_threshold(GARBAGE)
    # A web page elsewhere cannot reach the viewer by giving this computer a name of its own.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [f"http://{HOST}:{port}"]).start()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2, ws_per_message_deflate=False)
    )
    server.run(sockets=[listener])
    if not server.started:
        raise SystemExit(1)  # uvicorn has said why


def share_heaps() -> None:
    """Let threads share two heaps, where the C library is glibc: each tab has threads, whose own heaps would stay."""
    try:
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    except (AttributeError, OSError):  # another library, which has no such heaps
        return


def mend_navigator() -> None:
    """Spell `module.exports` right in Solara's navigator (1.64.1): every page warned of it on the console."""
    from solara.widgets import Navigator

    file = Navigator.template_file
    if file:
        text = Path(file).read_text(encoding="utf-8").replace("modules.export =", "module.exports =")
        setattr(Navigator, "template_file", None)  # noqa: B010 typed as text in Solara
        setattr(Navigator, "_template_default", lambda self: text)  # noqa: B010


def share_settings() -> None:
    """Leave Matplotlib's settings alone: Solara finds the person behind each of 10,000 lookups a month's pictures take.

    The charts change no setting and use no pyplot, so that nobody needs settings of one's own.
    """
    from solara.server import patch

    setattr(patch, "patch_matplotlib", lambda: None)  # noqa: B010 typed as a function that returns one


def listen(port: int) -> socket.socket:
    """A socket bound to `port` on this computer, before anything slow is loaded."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise PortError(
            f"port {port} cannot be used ({(error.strerror or 'unknown').lower()}); choose another with --port"
        ) from error
    return listener
