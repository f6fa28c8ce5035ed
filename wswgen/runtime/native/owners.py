"""Who frees what: heaps, error objects, readers and writers, each with an owner and a `close`.

A class named ``Borrowed...`` works with a handle that somebody else frees, as in an operation,
whose heap and error object belong to the runtime. Heaps, errors, readers and writers may be used
by one thread at a time.
"""

from __future__ import annotations

import threading
import warnings
from collections import Counter
from ctypes import byref, c_uint32, c_void_p, sizeof
from types import TracebackType
from typing import Self

from .abi import WS_ERROR_PROPERTY_ID, WS_STRING, WebServices
from .failures import check
from .strings import WideString, wide_text

_lock = threading.Lock()
_live: Counter[str] = Counter()


def live() -> dict[str, int]:
    """How many handles of each kind are not closed: ``{}`` if there is no leak."""
    with _lock:
        return {kind: count for kind, count in sorted(_live.items()) if count}


class Owner:
    """Owns one handle of webservices.dll, from its creation to `close`."""

    dll: WebServices
    handle: int = 0
    """The handle, 0 before it is made and after it is closed."""

    def _own(self, handle: c_void_p) -> None:
        with _lock:
            self.handle = handle.value or 0
            _live[type(self).__name__] += 1

    def close(self) -> None:
        """Free the handle; nothing happens the second time."""
        with _lock:
            handle, self.handle = self.handle, 0
            if handle:
                _live[type(self).__name__] -= 1
        if handle:
            self._free(handle)

    def _free(self, handle: int) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # Nothing is freed here: the collector runs at any time on any thread, and what the handle
        # belongs to may be gone.
        if self.handle:
            warnings.warn(f"{type(self).__name__} was not closed", ResourceWarning, stacklevel=2)


class BorrowedError:
    """A WS_ERROR of somebody else; 0 or None as the handle is no error object at all."""

    def __init__(self, dll: WebServices, handle: int | None) -> None:
        self.dll = dll
        self.handle = handle or 0

    def strings(self) -> list[str]:
        """The texts that were recorded, the latest and most general first.

        Never raises: a text that cannot be read is left out, for there is a failure to report.
        """
        count = c_uint32()
        id = WS_ERROR_PROPERTY_ID.WS_ERROR_PROPERTY_STRING_COUNT
        if not self.handle:
            return []
        if self.dll.WsGetErrorProperty(self.handle, id, byref(count), sizeof(count)):
            return []
        texts: list[str] = []
        for index in range(count.value):
            string = WS_STRING()
            if not self.dll.WsGetErrorString(self.handle, index, byref(string)):
                texts.append(wide_text(string))
        return texts

    def add(self, text: str) -> None:
        """Record one more text, more general than those before."""
        if self.handle:
            string = WideString(text.encode("utf-8", "replace").decode())
            result = self.dll.WsAddErrorString(self.handle, byref(string.string))
            check(result, None, "record an error")

    def reset(self) -> None:
        """Forget all texts and the fault, because the object keeps growing otherwise."""
        if self.handle:
            self.dll.WsResetError(self.handle)


class Error(BorrowedError, Owner):
    """A WS_ERROR of our own."""

    def __init__(self, dll: WebServices) -> None:
        super().__init__(dll, None)
        handle = c_void_p()
        check(dll.WsCreateError(None, 0, byref(handle)), None, "make an error object")
        self._own(handle)

    def _free(self, handle: int) -> None:
        self.dll.WsFreeError(handle)


class BorrowedHeap:
    """A WS_HEAP of somebody else."""

    def __init__(self, dll: WebServices, handle: int) -> None:
        self.dll = dll
        self.handle = handle

    def alloc(self, size: int, error: BorrowedError | None = None) -> int:
        """The address of ``size`` new bytes of unknown content, aligned to 8 at least.

        They live until the heap is reset or freed. Raises `WindowsWebServicesError`, with
        WS_E_QUOTA_EXCEEDED where the heap may not grow that far.
        """
        address = c_void_p()
        result = self.dll.WsAlloc(self.handle, size, byref(address), error and error.handle)
        check(result, error, f"allocate {size} bytes")
        return address.value or 0

    def reset(self) -> None:
        """Free all that was allocated."""
        check(self.dll.WsResetHeap(self.handle, None), None, "reset a heap")


class Heap(BorrowedHeap, Owner):
    """A WS_HEAP of our own, which grows to ``limit`` bytes; a reset keeps ``trim`` of them."""

    def __init__(
        self,
        dll: WebServices,
        *,
        limit: int,
        trim: int = 4096,
        error: BorrowedError | None = None,
    ) -> None:
        super().__init__(dll, 0)
        handle = c_void_p()
        result = dll.WsCreateHeap(limit, trim, None, 0, byref(handle), error and error.handle)
        check(result, error, "make a heap")
        self._own(handle)

    def _free(self, handle: int) -> None:
        self.dll.WsFreeHeap(handle)


class Reader(Owner):
    """A WS_XML_READER of our own, with the default properties."""

    def __init__(self, dll: WebServices, error: BorrowedError | None = None) -> None:
        self.dll = dll
        handle = c_void_p()
        result = dll.WsCreateReader(None, 0, byref(handle), error and error.handle)
        check(result, error, "make an XML reader")
        self._own(handle)

    def _free(self, handle: int) -> None:
        self.dll.WsFreeReader(handle)


class Writer(Owner):
    """A WS_XML_WRITER of our own, with the default properties."""

    def __init__(self, dll: WebServices, error: BorrowedError | None = None) -> None:
        self.dll = dll
        handle = c_void_p()
        result = dll.WsCreateWriter(None, 0, byref(handle), error and error.handle)
        check(result, error, "make an XML writer")
        self._own(handle)

    def _free(self, handle: int) -> None:
        self.dll.WsFreeWriter(handle)
