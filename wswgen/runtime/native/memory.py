"""A heap of the DLL as the place where values are written."""

from __future__ import annotations

from .owners import BorrowedHeap
from .xmltext import from_buffer, to_buffer

MAX_DEPTH = 100


class HeapMemory:
    """`cells.Memory` on a heap; ``max_depth`` bounds the XML in buffers, in elements."""

    def __init__(self, heap: BorrowedHeap, max_depth: int = MAX_DEPTH) -> None:
        self.heap = heap
        self._max_depth = max_depth

    def alloc(self, size: int) -> int:
        """Memory of unknown content, aligned to 8; it lives as long as the heap."""
        return self.heap.alloc(size)

    def buffer_of(self, element: bytes) -> int:
        """A WS_XML_BUFFER of one element in UTF-8."""
        return to_buffer(self.heap, element, max_depth=self._max_depth)

    def bytes_of(self, buffer: int) -> bytes:
        """The element in a WS_XML_BUFFER in UTF-8."""
        return from_buffer(self.heap, buffer, max_depth=self._max_depth)
