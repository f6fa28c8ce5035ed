"""Where there is no webservices.dll, the exception says what to do instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wswgen.runtime.errors import UsageError
from wswgen.runtime.native.dll import load, load_from, system_path
from wswgen.runtime.native.failures import NativeUnavailable


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the DLL")
def test_other_systems_have_no_dll() -> None:
    for attempt in (load, lambda: load_from(Path("x.dll")), lambda: system_path("x.dll")):
        with pytest.raises(NativeUnavailable, match="backend='portable'") as caught:
            attempt()
        assert isinstance(caught.value, UsageError)
        assert sys.platform in str(caught.value)


def test_nothing_native_is_imported_before_it_is_used() -> None:
    code = (
        "import sys, wswgen.runtime, wswgen.runtime.http, calculator;"
        "print([m for m in sys.modules if m == 'ctypes' or '.native' in m or '_native' in m])"
    )
    folder = Path(__file__).parents[2] / "samples" / "packages"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    assert done.stdout.strip() == "[]"
