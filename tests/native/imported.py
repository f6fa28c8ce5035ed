"""The ``_native`` module of a package that is generated for a test."""

from __future__ import annotations

import importlib
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType

from wswgen.cli import run


@cache
def generated(inputs: tuple[Path, ...]) -> ModuleType:
    """Generate a package of the inputs, the WSDL first, and import its tables."""
    folder = Path(tempfile.mkdtemp(prefix="wswgen-native-"))
    name = f"native_{abs(hash(inputs)):x}"
    done = run(["from-wsdl", *map(str, inputs), "--out", str(folder), "--package", name])
    assert done == 0, inputs
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(f"{name}._native")
    finally:
        sys.path.remove(str(folder))
