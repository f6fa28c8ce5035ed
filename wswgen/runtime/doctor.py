"""What this system offers, and which backend would be taken: `wswgen doctor` prints it.

Nothing else imports this module, and it is the one way from the command to the runtime.
"""

from __future__ import annotations

import os
import platform
import struct
import sys
from dataclasses import dataclass
from importlib.util import find_spec

from . import backend
from .errors import UsageError
from .native import dll, windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """webservices.dll: where it is, its version, and the functions of ours that it lacks."""

    path: str | None
    version: str | None = None
    missing: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendReport:
    """Whether a backend can be used; ``note`` is why not, or what is limited."""

    name: str
    usable: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found.

    ``reservations`` is None where http.sys does not exist or does not answer. ``default`` is the
    backend that is taken if none is named, and ``usable`` whether it can be.
    """

    system: str
    machine: str
    python: str
    pointer_bits: int
    library: Library
    reservations: tuple[windows.Reservation, ...] | None
    backends: tuple[BackendReport, ...]
    default: str
    default_from: str
    usable: bool


def examine() -> Report:
    """Look at this system; nothing is changed, and no address is opened."""
    library = _library()
    native = BackendReport(name="native", usable=not library.problem, note=library.problem)
    backends = (native, _portable())
    wanted = os.environ.get("WSWGEN_BACKEND")
    try:
        default = backend.chosen()
        usable = any(each.usable for each in backends if each.name == default)
    except UsageError:
        default, usable = wanted or "", False
    return Report(
        system=platform.platform(),
        machine=platform.machine(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
        pointer_bits=struct.calcsize("P") * 8,
        library=library,
        reservations=windows.reservations(),
        backends=backends,
        default=default,
        default_from="WSWGEN_BACKEND" if wanted else "this system",
        usable=usable,
    )


def _library() -> Library:
    try:
        path = dll.system_path(dll.NAME)
    except UsageError as error:
        return Library(path=None, problem=str(error))
    if not path.is_file():
        return Library(path=None, problem=f"there is no {path}")
    version = windows.file_version(path)
    try:
        missing = tuple(dll.missing_exports(dll.open_library(path)))
    except UsageError as error:
        return Library(path=str(path), version=version, problem=str(error))
    problem = f"it has no {', '.join(missing)}" if missing else None
    return Library(path=str(path), version=version, missing=missing, problem=problem)


def _portable() -> BackendReport:
    serving = find_spec("uvicorn") is not None
    note = None if serving else "serve() needs uvicorn: pip install 'wswgen[host]'"
    return BackendReport(name="portable", usable=True, note=note)


def as_text(report: Report) -> str:
    """The report for people."""
    library = report.library
    lines = [
        f"system       {report.system} ({report.machine})",
        f"python       {report.python}, {report.pointer_bits} bits, {sys.executable}",
        (
            f"library      {library.path or 'none'}, version {library.version or 'unknown'}"
            if library.path
            else "library      no webservices.dll"
        ),
    ]
    for each in report.backends:
        state = "usable" if each.usable else "not usable"
        lines.append(f"{each.name:<12} {state}{f': {each.note}' if each.note else ''}")
    state = "" if report.usable else ", which cannot be used"
    lines.append(f"default      {report.default}, by {report.default_from}{state}")
    if report.reservations is not None:
        lines.append("reserved addresses:")
        lines += [f"    {each.url}  {', '.join(each.users)}" for each in report.reservations]
    return "\n".join(lines)
