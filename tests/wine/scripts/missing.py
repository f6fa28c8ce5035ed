"""What happens without the DLL, and with one that lacks a function."""

from __future__ import annotations

from pathlib import Path

from wswgen.runtime.errors import UsageError
from wswgen.runtime.native.dll import NAME, load, load_from, missing_exports, system_path

Path(NAME).write_bytes(b"planted in the current folder")
try:
    assert not missing_exports(load())  # type: ignore[arg-type]  # it is the DLL itself
finally:
    Path(NAME).unlink()

try:
    load_from(system_path("no-such.dll"))
except UsageError as error:
    print("no DLL:", error)

try:
    load_from(system_path(NAME), ["WsCreateHeap", "WsNoSuchFunction"])
except UsageError as error:
    print("no export:", error)
