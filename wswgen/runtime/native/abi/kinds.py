"""What the types of C are in ctypes, by fixed widths, so that they are right on any system."""

from __future__ import annotations

import ctypes
import sys
from typing import Annotated, Any, TypeAlias

BOOL = ctypes.c_int32
ENUM = ctypes.c_int32
HRESULT = ctypes.c_int32

# stdcall on x86, the only convention on x64; elsewhere there is no DLL, but tests that play it.
if sys.platform == "win32":
    FUNCTYPE = ctypes.WINFUNCTYPE
else:
    FUNCTYPE = ctypes.CFUNCTYPE

# The parameters of functions: the Python type for readers and checkers, the C type for the loader.
Pointer: TypeAlias = Annotated[Any, ctypes.c_void_p]
"""An address, None, ``byref(x)``, an array, a function pointer; a structure itself is refused."""
ULong: TypeAlias = Annotated[int, ctypes.c_uint32]
UShort: TypeAlias = Annotated[int, ctypes.c_uint16]
Bool: TypeAlias = Annotated[int, BOOL]
Enum: TypeAlias = Annotated[int, ENUM]
Size: TypeAlias = Annotated[int, ctypes.c_size_t]
HResult: TypeAlias = Annotated[int, HRESULT]
