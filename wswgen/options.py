"""What a run of the generator was asked to do."""

from __future__ import annotations

from dataclasses import dataclass


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
