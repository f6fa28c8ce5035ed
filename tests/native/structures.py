"""The structures of a generated ``_native`` module."""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, ModuleType

from wswgen.runtime.native.vocabulary import StructMaker


def structures(module: ModuleType) -> Mapping[str, StructMaker]:
    """Its functions that make a `Struct`, by name."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    }
