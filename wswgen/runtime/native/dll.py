"""webservices.dll itself: found, loaded on first use, with the type of every function set."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .abi import WebServices as WebServices
from .abi import prototypes
from .failures import NativeUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "webservices.dll"
NEEDED = "Windows 7 or Windows Server 2008 R2, or a later one"


@cache
def load() -> WebServices:
    """The DLL of this Windows, with prototypes set; the same object every time.

    Raises `NativeUnavailable` where there is none, or one that is too old. What needs the DLL
    takes it as an argument, so that tests pass their own; this is what callers pass otherwise.
    """
    return load_from(system_path(NAME))


def load_from(path: Path, names: Iterable[str] | None = None) -> WebServices:
    """The DLL at a path; ``names`` are the functions that it must have, else all of ours.

    Raises `NativeUnavailable`.
    """
    dll = open_library(path)
    missing = missing_exports(dll, names)
    if missing:
        raise NativeUnavailable(f"{path} has no {', '.join(missing)}; {_advice()}")
    for name, prototype in prototypes().items():
        if names is None or name in names:
            function = getattr(dll, name)
            function.restype = prototype.result
            function.argtypes = prototype.parameters
    return cast(WebServices, dll)


def open_library(path: Path) -> ctypes.CDLL:
    """A DLL without prototypes. Raises `NativeUnavailable`."""
    if sys.platform != "win32":
        raise _no_windows()
    try:
        # The search for its own dependencies is confined to the system folder as well, so that a
        # DLL planted beside the program or in the current folder is never loaded.
        return ctypes.WinDLL(str(path), winmode=0x800)  # LOAD_LIBRARY_SEARCH_SYSTEM32
    except OSError as error:
        raise NativeUnavailable(f"{path} cannot be loaded ({error}); {_advice()}") from error


def missing_exports(dll: ctypes.CDLL, names: Iterable[str] | None = None) -> list[str]:
    """Which of the functions a DLL does not have."""
    return [name for name in (prototypes() if names is None else names) if not hasattr(dll, name)]


def system_path(name: str) -> Path:
    """The path of a file in the system folder; the environment has no say in it.

    Raises `NativeUnavailable` on other systems than Windows.
    """
    if sys.platform != "win32":
        raise _no_windows()
    kernel = ctypes.WinDLL("kernel32.dll", winmode=0x800)
    folder = ctypes.create_unicode_buffer(260)
    length = kernel.GetSystemDirectoryW(folder, len(folder))
    if not 0 < length < len(folder):
        raise NativeUnavailable(f"Windows does not tell its system folder; {_advice()}")
    return Path(folder.value, name)


def _no_windows() -> NativeUnavailable:
    return NativeUnavailable(
        f"{NAME} is a part of Windows, and this is {sys.platform}; {_advice()}"
    )


def _advice() -> str:
    return f"the native backend needs {NEEDED}: use backend='portable', which runs anywhere"
