"""What `wswgen.runtime.native` stands on, with a real webservices.dll: Wine's."""

from __future__ import annotations

import pytest

from tests.native.test_abi import CALLBACKS, STRUCTURES
from tests.wine.windows import run_script
from wswgen.runtime.native import abi

pytestmark = pytest.mark.wine


def test_layouts_in_the_windows_process() -> None:
    count = len(STRUCTURES) + len(CALLBACKS) + len(abi.prototypes())
    assert run_script("layouts.py").split() == f"{count} declarations, 0 differ".split()


def test_heaps_errors_and_xml() -> None:
    assert run_script("objects.py").split() == ["done"]


def test_a_missing_dll_and_a_missing_function_are_explained() -> None:
    missing_dll, missing_export = run_script("missing.py").splitlines()
    assert missing_dll.startswith(r"no DLL: C:\windows\system32\no-such.dll cannot be loaded")
    assert missing_export.startswith(r"no export: C:\windows\system32\webservices.dll has no Ws")
    for line in (missing_dll, missing_export):
        assert "needs Windows 7" in line
        assert "backend='portable'" in line
    assert "WsNoSuchFunction" in missing_export
    assert "WsCreateHeap" not in missing_export
