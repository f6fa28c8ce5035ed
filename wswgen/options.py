"""What a run of the generator was asked to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wswgen.record import fields, record


@record
class Options:
    """Options that change the output; they are recorded in the package's manifest.

    ``package`` "" takes the name from the root document. ``services`` and ``ports`` select by
    local name; empty selects all. ``only`` and ``skip`` choose operations, by name or by a
    pattern of `fnmatch`. ``cancel_off`` names the operations that opt out of registration for
    cancellation. ``vendor_runtime`` copies the runtime into the package. ``names`` are pairs of a
    qualified name on the wire and the name to give it in Python.
    """

    package: str = ""
    services: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    cancel_off: frozenset[str] = frozenset()
    vendor_runtime: bool = False
    names: tuple[tuple[str, str], ...] = ()

    def record(self) -> dict[str, Any]:
        """The options as the manifest holds them: by name, in values of JSON."""
        return {name: _plain(value) for name, value in fields(self).items()}


def _plain(
    value: str | bool | tuple[str, ...] | tuple[tuple[str, str], ...] | frozenset[str],
) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [each if isinstance(each, str) else list(each) for each in value]
    return value


@record
class Job:
    """One package to make: from which files, with which options, into which folder.

    ``files`` are the WSDL and what its imports may be resolved from, ``out`` is the folder that
    holds the package, ``catalog`` maps locations to files, ``strict`` refuses warnings. ``name``
    is the name of the job in the settings, ``""`` where the command line says everything.
    """

    files: tuple[Path, ...]
    out: Path = Path()
    options: Options = Options()
    catalog: Path | None = None
    strict: bool = False
    name: str = ""
