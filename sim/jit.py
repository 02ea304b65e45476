"""The one place where functions are compiled: four decorators and a cache that never serves stale code.

A compiled loop keeps a copy of every equation that it calls, and numba looks for changes only in the
loop's own file. So the cache folder is named after the text of everything that compiled code can see:
edit an equation and the loops that use it are compiled afresh.

With `NUMBA_DISABLE_JIT=1` the decorators do nothing, for stepping through in a debugger; a compiled
function's plain Python twin is its `.py_func`.
"""

import atexit
import math
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

import numba
import numba.extending
from numba import types
from numba.np import arrayobj
from platformdirs import user_cache_path

_FROM = re.compile(rb"\n[ \t]*from +(sim(?:\.\w+)*) +import +(\([^)]*\)|[^\n]*)")
_FOR_TYPES = re.compile(rb"\nif TYPE_CHECKING:\n(?:[ \t]+[^\n]*\n|\n)+")
_IMPORT = re.compile(rb"\n[ \t]*import +(sim(?:\.\w+)*)")


def visible_sources(package: Path) -> dict[str, bytes]:
    """Return the text, by module, of the files of `package` that compiled code can take values from.

    Those are the files that import this module, and whatever they import from the package in turn; of a package
    that is its `__init__`, with what that imports, and the modules that are named.
    """
    text = {}
    for folder, _, files in os.walk(package):
        prefix = folder[len(str(package.parent)) + 1 :].replace(os.sep, ".")
        for file in files:
            if file.endswith(".py"):
                text[f"{prefix}.{file.removesuffix('.py')}"] = Path(folder, file).read_bytes()
    waiting = {name for name, source in text.items() if b"sim.jit" in source}
    seen: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        seen[name] = text[name]
        waiting |= _imports(text[name], text) - seen.keys()
    return dict(sorted(seen.items()))


def _imports(source: bytes, known: Container[str]) -> set[str]:
    """The `known` modules that a file takes values from when it runs."""
    source = _FOR_TYPES.sub(b"\n", b"\n" + source)

    def file_of(name: str) -> str:
        return name if name in known else f"{name}.__init__"

    found = {file_of(module.decode()) for module in _IMPORT.findall(source)}
    for module, names in _FROM.findall(source):
        for name in re.findall(rb"\w+", names):
            part = file_of(f"{module.decode()}.{name.decode()}")
            found.add(part if part in known else file_of(module.decode()))
    return {name for name in found if name in known}


def digest(package: Path) -> str:
    """Return 16 hex digits that change with the visible sources, numba's version or Python's."""
    total = blake2b(f"{numba.__version__} {platform.python_version()}".encode(), digest_size=8)
    for name, source in visible_sources(package).items():
        total.update(f"\n{name} {len(source)}\n".encode() + source)
    return total.hexdigest()


def cache_folder(package: Path, parent: Path) -> Path:
    """Return a writable folder for the compiled code of `package`: in `parent`, or else in a temporary one, with its contents."""
    folder = parent / digest(package)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        place = tempfile.mkdtemp(prefix="rare-earth-trade-")
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        stored, folder = folder, Path(place, folder.name)
        folder.mkdir()
        # Numba reads only where it may write: what a folder for reading holds is copied, not compiled for a minute.
        with suppress(OSError):
            shutil.copytree(stored, folder, dirs_exist_ok=True)
        for path, _, _ in os.walk(folder):
            os.chmod(path, 0o700)
        # Workers inherit the variable, so they share this folder and do not each make one.
        os.environ["NUMBA_CACHE_DIR"] = place
    return folder


#: Whether nothing is compiled, for a debugger.
PLAIN = bool(vars(numba.config)["DISABLE_JIT"])

# A folder of the user's choice gets one folder for each text of the sources, as ours does. Numba is told here and not by
# the environment: a process started later, from newer sources, must name its own.
_CHOSEN = os.environ.get("NUMBA_CACHE_DIR")
_PARENT = Path(_CHOSEN) if _CHOSEN else user_cache_path("rare-earth-trade")
vars(numba.config)["CACHE_DIR"] = str(cache_folder(Path(__file__).parent, _PARENT))


def _built[F: Callable[..., Any]](function: F, **options: Any) -> F:
    options |= {"cache": True, "no_cfunc_wrapper": True}  # nobody calls it by its address
    return cast(F, numba.njit(**options)(function))


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile `function` on its first call. Dividing by zero raises, as it does in Python.

    No references are counted, which halves the time of loops that look at many arrays and a quarter of that of
    compiling. So it may neither make an array nor return one, but for those that `lent` and `listed` give and, to work
    in, those of `sim.stack.room`.
    """
    return _built(function, _nrt=False)


def compiled_strict[F: Callable[..., Any]](function: F) -> F:
    """Compile `function` for loops over contiguous memory where every digit counts: nothing is reordered.

    Dividing by zero gives inf or nan and does not raise, because a check would keep the loop from vector instructions;
    the caller must rule it out.
    """
    return _built(function, _nrt=False, error_model="numpy")


def compiled_fast[F: Callable[..., Any]](function: F) -> F:
    """Compile `function` for inner loops over contiguous memory.

    Sums may be reordered, so the last digits depend on the machine's vector width; dividing by zero
    gives inf or nan and does not raise, so the caller must rule it out. No arrays either, as with `compiled`.
    """
    return _built(function, _nrt=False, error_model="numpy", fastmath={"reassoc", "contract"})


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile `function` into whoever calls it, for what takes a whole state; called from Python it is plain Python.

    A call would hand over the address and shape of each of its hundred arrays, which costs more than a short rule and
    fills the processor's memory of code after a long one. And to be called from Python it would have to unpack them,
    which takes as long to compile as the function.
    """
    return numba.extending.register_jitable(_nrt=False, forceinline=True, no_cfunc_wrapper=True)(function)


def _lent(context: Any, value: Any) -> Any:
    def without_owner(target: Any, builder: Any, kind: Any, given: Any) -> Any:
        if isinstance(kind, numba.types.BaseTuple):
            inner = enumerate(cast(Iterable[Any], kind))
            fields = [without_owner(target, builder, t, builder.extract_value(given, k)) for k, t in inner]
            return target.make_tuple(builder, kind, fields)
        if not isinstance(kind, numba.types.Array):
            return given
        array = target.make_array(kind)(target, builder, value=given)
        array.meminfo = array.meminfo.type(None)
        array.parent = array.parent.type(None)
        return array._getvalue()

    return value(value), lambda target, builder, signature, given: without_owner(target, builder, value, given[0])


#: An array, or each in a tuple, without its owner, so that nobody counts references: an atomic operation for every look
#: at a field.  Only inside compiled code, for views on memory that its caller holds for the whole call.
lent = cast(Callable[[Any], Any], numba.extending.intrinsic(_lent))
if PLAIN:
    lent = lambda value: value  # noqa: E731


def listed(ndim: int, unsigned: bool = False) -> Callable[..., Any]:
    """Return a function for compiled code: (buffer, table, k) -> array number k of `buffer`, without an owner.

    Whole numbers to index with are better `unsigned`: then no look at an array checks whether its index is negative,
    which takes a sixth of the time of a loop over lanes.

    Row k of `table` (arrays, 4), C-contiguous int64, holds the array's start in `buffer` and its lengths. The caller of
    the compiled code must hold the buffer, as with `lent`.
    """

    def find(context: Any, buffer: Any, table: Any, k: Any) -> Any:
        kind = buffer.copy(dtype=types.uint64 if unsigned else buffer.dtype, ndim=ndim, layout="C")

        def generate(target: Any, builder: Any, signature: Any, given: Any) -> Any:
            whole = target.make_array(buffer)(target, builder, value=given[0])
            rows = target.make_array(table)(target, builder, value=given[1])
            first = builder.mul(given[2], target.get_constant(types.intp, 4))
            start, *lengths = (
                builder.load(builder.gep(rows.data, [builder.add(first, target.get_constant(types.intp, i))]))
                for i in range(1 + ndim)
            )
            strides: list[Any] = []
            step = whole.itemsize
            for length in reversed(lengths):
                strides.insert(0, step)
                step = builder.mul(step, length)
            view = target.make_array(kind)(target, builder)
            data = builder.gep(whole.data, [start])
            arrayobj.populate_array(view, data, lengths, strides, whole.itemsize, None)
            return view._getvalue()

        return kind(buffer, table, types.intp), generate

    if PLAIN:
        return lambda buffer, table, k: _listed(buffer, *table[k, : 1 + ndim])
    return cast(Callable[..., Any], numba.extending.intrinsic(find))


def _listed(buffer: Any, start: int, *lengths: int) -> Any:
    return buffer[start : start + math.prod(lengths)].reshape(lengths)
