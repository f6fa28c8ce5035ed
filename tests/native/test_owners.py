"""Owners free what they own, once, and the register of live handles is right."""

from __future__ import annotations

import ctypes
import gc
import threading
from typing import Any, cast

import pytest

from wswgen.runtime import errors
from wswgen.runtime.native import abi
from wswgen.runtime.native.owners import BorrowedError, BorrowedHeap, Error, Heap, Reader, live


class Recorder:
    """Plays the functions of the DLL that owners call, and remembers what was freed."""

    def __init__(self) -> None:
        self.freed: list[int] = []
        self.texts: list[str] = []
        self.refuse = 0
        self._next = 0x1000

    def _make(self, out: Any) -> int:
        if self.refuse:
            return self.refuse
        self._next += 8
        out._obj.value = self._next
        return 0

    def WsCreateHeap(self, limit: int, trim: int, props: None, n: int, out: Any, error: Any) -> int:
        return self._make(out)

    def WsCreateError(self, props: None, n: int, out: Any) -> int:
        return self._make(out)

    def WsCreateReader(self, props: None, n: int, out: Any, error: Any) -> int:
        return self._make(out)

    def WsAlloc(self, heap: int, size: int, out: Any, error: Any) -> int:
        return self._make(out)

    def WsFreeHeap(self, heap: int) -> None:
        self.freed.append(heap)

    WsFreeError = WsFreeReader = WsFreeHeap

    def WsGetErrorProperty(self, error: int, id: int, out: Any, size: int) -> int:
        assert (id, size) == (abi.WS_ERROR_PROPERTY_ID.WS_ERROR_PROPERTY_STRING_COUNT, 4)
        out._obj.value = len(self.texts)
        return 0

    def WsGetErrorString(self, error: int, index: int, out: Any) -> int:
        if not self.texts[index]:
            return abi.E_FAIL
        data = ctypes.create_string_buffer(self.texts[index].encode("utf-16-le", "surrogatepass"))
        self._kept = data
        out._obj.length, out._obj.chars = (len(data) - 1) // 2, ctypes.addressof(data)
        return 0

    def WsAddErrorString(self, error: int, string: Any) -> int:
        text = ctypes.string_at(string._obj.chars, 2 * string._obj.length)
        self.texts.insert(0, text.decode("utf-16-le"))
        return 0

    def WsResetError(self, error: int) -> int:
        self.texts.clear()
        return 0


@pytest.fixture
def dll() -> Any:
    return Recorder()


def test_handles_are_freed_once_and_counted(dll: Any) -> None:
    before = live()
    with Error(dll) as error, Heap(dll, limit=1024, error=error) as heap:
        handles = [heap.handle, error.handle]
        assert live() == {**before, "Error": 1, "Heap": 1}
        assert heap.alloc(16)
        heap.close()
        assert live() == {**before, "Error": 1}
    error.close()
    heap.close()
    assert dll.freed == handles
    assert live() == before
    assert (heap.handle, error.handle) == (0, 0)


def test_many_threads_that_close_free_once(dll: Any) -> None:
    heap = Heap(dll, limit=1024)
    start = threading.Barrier(8)

    def close() -> None:
        start.wait()
        heap.close()

    threads = [threading.Thread(target=close) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(dll.freed) == 1


def test_what_could_not_be_made_is_not_freed(dll: Any) -> None:
    before = live()
    dll.refuse = abi.E_OUTOFMEMORY
    for kind in (lambda: Heap(dll, limit=1), lambda: Error(dll), lambda: Reader(dll)):
        with pytest.raises(MemoryError):
            kind()
    assert live() == before
    assert dll.freed == []


def test_a_forgotten_handle_is_reported(dll: Any) -> None:
    heap = Heap(dll, limit=1024)
    with pytest.warns(ResourceWarning, match="Heap was not closed"):
        heap.__del__()
    heap.close()
    del heap
    gc.collect()


def test_a_borrowed_handle_is_left_alone(dll: Any) -> None:
    heap = BorrowedHeap(dll, 77)
    heap.alloc(8)
    error = BorrowedError(dll, 78)
    error.add("x")
    del heap, error
    gc.collect()
    assert dll.freed == []


def test_texts_of_an_error_object(dll: Any) -> None:
    error = BorrowedError(dll, 78)
    error.add("precise: h\N{LATIN SMALL LETTER E WITH ACUTE} \N{GRINNING FACE}")
    error.add("general")
    assert error.strings() == ["general", "precise: h\xe9 \N{GRINNING FACE}"]
    dll.texts = ["", "half \ud83d"]  # one that cannot be read, one that is no text
    assert error.strings() == ["half \N{REPLACEMENT CHARACTER}"]
    error.reset()
    assert error.strings() == []


def test_no_error_object_is_none(dll: Any) -> None:
    for handle in (None, 0):
        error = BorrowedError(cast(Any, None), handle)
        error.add("x")
        error.reset()
        assert error.strings() == []


def test_a_full_heap_says_so(dll: Any) -> None:
    with Heap(dll, limit=16) as heap, Error(dll) as error:
        error.add("the heap is full")
        dll.refuse = abi.WS_E_QUOTA_EXCEEDED
        with pytest.raises(errors.MessageError, match=r"allocate 17 bytes.*QUOTA") as caught:
            heap.alloc(17, error)
        assert "the heap is full" in str(caught.value)
