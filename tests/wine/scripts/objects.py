"""Heaps, error objects and XML buffers of the real DLL, through our owners."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import partial

from wswgen.runtime import errors
from wswgen.runtime.native import abi
from wswgen.runtime.native.dll import load
from wswgen.runtime.native.failures import check
from wswgen.runtime.native.owners import Error, Heap, live
from wswgen.runtime.native.xmltext import from_buffer, to_buffer


def raised(act: Callable[[], object]) -> errors.WindowsWebServicesError:
    """The failure that something ends with."""
    try:
        act()
    except errors.WindowsWebServicesError as failure:
        return failure
    raise AssertionError("it did not fail")


dll = load()
assert load() is dll

with Error(dll) as error, Heap(dll, limit=1 << 20, error=error) as heap:
    assert live() == {"Error": 1, "Heap": 1}

    first, second = heap.alloc(3), heap.alloc(0)
    assert first
    assert second
    assert first % 8 == second % 8 == 0
    ctypes.memset(first, 0x5A, 3)

    size = ctypes.c_size_t()
    id = abi.WS_HEAP_PROPERTY_ID.WS_HEAP_PROPERTY_MAX_SIZE
    check(dll.WsGetHeapProperty(heap.handle, id, ctypes.byref(size), 8, None), None, "ask a heap")
    assert size.value == 1 << 20

    full = raised(partial(heap.alloc, 1 << 21, error))
    assert isinstance(full, errors.MessageError)
    assert full.hresult == abi.WS_E_QUOTA_EXCEEDED

    error.add("precise: h\xe9")
    error.add("general: \N{GRINNING FACE}")
    failure = raised(partial(check, abi.WS_E_ADDRESS_IN_USE, error, "open the host"))
    assert isinstance(failure, errors.TransportError)
    assert failure.strings == ("general: \N{GRINNING FACE}", "precise: h\xe9")
    assert error.strings() == []

    nested = b"<a>" * 90 + b"x" + b"</a>" * 90
    texts = {
        "<a/>": b"<a/>",
        "<a></a>": b"<a/>",
        "<a><a/><b/><a>1</a></a>": None,
        '<?xml version="1.0" encoding="utf-8"?><a>1</a>': b"<a>1</a>",
        "<a>h\xe9 \N{GRINNING FACE} &amp; &lt;</a>": None,
        '<p:a z="1" xmlns:p="urn:p"><b xmlns="urn:b" p:c="&lt;"/></p:a>': b'<p:a z="1" '
        b'xmlns:p="urn:p"><b p:c="&lt;" xmlns="urn:b"/></p:a>',
        "<a>" + "x" * 100_000 + "</a>": None,
        nested.decode(): None,
    }
    for text, expected in texts.items():
        with Heap(dll, limit=1 << 22) as own:
            buffer = to_buffer(own, text.encode(), max_depth=100, error=error)
            got = from_buffer(own, buffer, max_depth=100, error=error)
        assert got == (expected or text.encode()), got

    for text in ("<a></b>", "x", "<a", "<a>&nbsp;</a>"):
        raised(partial(to_buffer, heap, text.encode(), max_depth=100, error=error))

assert live() == {}
print("done")
