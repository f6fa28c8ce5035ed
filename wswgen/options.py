"""What a run of the generator was asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that change the output; they are recorded in the package's manifest.

    ``package`` "" takes the name from the root document. ``services`` and ``ports`` select by
    local name; empty selects all. ``cancel_off`` names the operations that opt out of
    registration for cancellation. ``vendor_runtime`` copies the runtime into the package.
    """

    package: str = ""
    services: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    cancel_off: frozenset[str] = frozenset()
    vendor_runtime: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One package to make: from which files, with which options, into which folder.

    ``files`` are the WSDL and what its imports may be resolved from, ``out`` is the folder that
    holds the package, ``catalog`` maps locations to files, ``strict`` refuses warnings.
    """

    files: tuple[Path, ...]
    out: Path = Path()
    options: Options = Options()
    catalog: Path | None = None
    strict: bool = False
