"""Real memory, as a C program would have it: undefined when new, poisoned when freed."""

from __future__ import annotations

import ctypes
from typing import Any

from wswgen.runtime.native.abi import WS_STRING, WS_XML_STRING
from wswgen.runtime.native.abi import hresults as hr

from .ledger import Graveyard, Ledger, Refused

FRESH = 0xCD
POISON = 0xDD
GUARD = 0xFD
CHUNK = 4096
HANDLE_SIZE = 64


class Arena:
    """Allocates until it is emptied as a whole; each value counts rounded up to 16 bytes.

    Behind each value lie guard bytes, which are looked at when the arena is emptied.
    """

    def __init__(self, ledger: Ledger, graveyard: Graveyard, limit: int) -> None:
        self._ledger = ledger
        self._graveyard = graveyard
        self.limit = limit
        self.used = 0
        self._chunks: list[Any] = []
        self._next = 0
        self._end = 0
        self._guards: list[tuple[int, int]] = []

    def alloc(self, size: int) -> int:
        """Raises `Refused` when the limit is reached."""
        counted = max(16, (size + 15) & ~15)
        if self.used + counted > self.limit:
            raise Refused(hr.WS_E_QUOTA_EXCEEDED)
        self.used += counted
        room = counted + 16
        if self._next + room > self._end:
            chunk = ctypes.create_string_buffer(max(CHUNK, room) + 16)
            self._chunks.append(chunk)
            self._next = (ctypes.addressof(chunk) + 15) & ~15
            self._end = ctypes.addressof(chunk) + len(chunk)
        address = self._next
        self._next += room
        ctypes.memset(address, FRESH, size)
        ctypes.memset(address + size, GUARD, room - size)
        self._guards.append((address + size, room - size))
        return address

    def empty(self) -> None:
        """Poison and forget everything."""
        for address, size in self._guards:
            if ctypes.string_at(address, size) != bytes([GUARD]) * size:
                self._ledger.record("memory behind an allocation was overwritten")
        for chunk in self._chunks:
            ctypes.memset(ctypes.addressof(chunk), POISON, len(chunk))
            self._graveyard.bury(len(chunk), chunk)
        self._chunks, self._guards = [], []
        self._next = self._end = self.used = 0


class Cells:
    """Memory that makes up handles: an address of its own for each, and nothing in it."""

    def __init__(self, ledger: Ledger, graveyard: Graveyard) -> None:
        self._ledger = ledger
        self._graveyard = graveyard
        self._cells: dict[int, Any] = {}

    def make(self) -> int:
        """The address of a new one."""
        cell = ctypes.create_string_buffer(HANDLE_SIZE)
        address = ctypes.addressof(cell)
        ctypes.memset(address, POISON, HANDLE_SIZE)
        self._cells[address] = cell
        return address

    def drop(self, address: int) -> None:
        """Forget one, whose address is not used again for a while."""
        cell = self._cells.pop(address)
        if ctypes.string_at(address, HANDLE_SIZE) != bytes([POISON]) * HANDLE_SIZE:
            self._ledger.record("somebody wrote through a handle")
        self._graveyard.bury(HANDLE_SIZE, cell)


def pointer_at(address: int) -> int:
    """The pointer that lies there."""
    return ctypes.c_void_p.from_address(address).value or 0


def put_pointer(address: int, value: int) -> None:
    """Put a pointer there."""
    ctypes.c_void_p.from_address(address).value = value or None


def put_u32(address: int, value: int) -> None:
    """Put a ULONG there."""
    ctypes.c_uint32.from_address(address).value = value


def u32_at(address: int) -> int:
    """The ULONG that lies there."""
    return ctypes.c_uint32.from_address(address).value


def xml_string(address: int | None) -> str:
    """The text of a WS_XML_STRING; NULL has none."""
    if not address:
        return ""
    found = WS_XML_STRING.from_address(address)
    return ctypes.string_at(found.bytes, found.length).decode() if found.length else ""


def ws_string(found: WS_STRING) -> str:
    """The text of a WS_STRING."""
    if not found.length:
        return ""
    return ctypes.string_at(found.chars, 2 * found.length).decode("utf-16-le", "replace")


def wide(address: int) -> str:
    """The text of a WCHAR* up to its zero."""
    end = address
    while ctypes.c_uint16.from_address(end).value:
        end += 2
    return ctypes.string_at(address, end - address).decode("utf-16-le", "surrogatepass")
