"""Compares every declaration with the oracle inside the Python for Windows."""

from __future__ import annotations

import ctypes

from tests.native.oracle import function_differs, oracle, process_layout, structure_differs
from wswgen.runtime.native import abi

numbers = oracle("x64" if ctypes.sizeof(ctypes.c_void_p) == 8 else "x86")
wrong: list[str] = []
count = 0
for name, value in vars(abi).items():
    if name in numbers["callbacks"]:
        wrong += function_differs(name, value._restype_, value._argtypes_, numbers)
        count += 1
    elif isinstance(value, type) and issubclass(value, ctypes.Structure) and name != "Structure":
        wrong += structure_differs(name, process_layout(value), numbers)
        count += 1
for name, prototype in abi.prototypes().items():
    wrong += function_differs(name, *prototype, numbers)
    count += 1
print("\n".join([*wrong, f"{count} declarations, {len(wrong)} differ"]))
