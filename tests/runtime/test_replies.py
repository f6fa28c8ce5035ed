"""The head of an HTTP reply: read as `http.client` reads it, or refused where that is lenient."""

from __future__ import annotations

import http.client
import io
import string
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wswgen.runtime.http.reply import chunk_size, read_head

NAMES = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=12)
VALUES = st.text(string.ascii_letters + string.digits + ' ;=,"/*\u00e4', max_size=20)
FRAMING = {"content-length", "transfer-encoding", "connection"}


class _Socket:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.data)


def judged(block: bytes) -> http.client.HTTPResponse:
    response = http.client.HTTPResponse(cast(Any, _Socket(block)), method="POST")
    response.begin()
    return response


@given(
    version=st.sampled_from(["HTTP/1.1", "HTTP/1.0"]),
    status=st.integers(200, 599),
    reason=st.sampled_from(["", " ", " OK", " Not \u00e4 Chance"]),
    fields=st.lists(st.tuples(NAMES, VALUES), max_size=6),
    length=st.none() | st.integers(0, 10**12),
    chunked=st.booleans(),
    connection=st.sampled_from(["", "close", "Close", "keep-alive", "Keep-Alive"]),
)
def test_heads_are_read_as_the_standard_library_reads_them(
    version: str,
    status: int,
    reason: str,
    fields: list[tuple[str, str]],
    length: int | None,
    chunked: bool,
    connection: str,
) -> None:
    lines = [f"{name}: {value}" for name, value in fields if name.lower() not in FRAMING]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    if chunked:
        lines.append("Transfer-Encoding: chunked")
    if connection:
        lines.append(f"Connection: {connection}")
    block = "\r\n".join([f"{version} {status}{reason}", *lines, "", ""]).encode("latin-1")
    theirs, ours = judged(block), read_head(block)
    assert ours.status == theirs.status
    assert ours.fields == {
        name.lower(): ", ".join(v.strip(" \t") for v in theirs.headers.get_all(name, []))
        for name in theirs.headers
    }
    if status not in (204, 304):
        assert ours.chunked is bool(theirs.chunked)
        assert ours.length == (None if chunked else theirs.length)
    # One reply that is framed twice is enough.
    if not (chunked and length is not None) and version == "HTTP/1.1":
        assert ours.keep is not theirs.will_close
    if ours.keep:
        assert not theirs.will_close


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"HTTP/2 200 OK",
        b"HTTP/1.1 20 OK",
        b"HTTP/1.1 099 No",
        b"HTTP/1.1 2000 OK",
        b"HTTP/1.1 \xb2\xb2\xb2 OK",
        b"ICY 200 OK",
        b"HTTP/1.1 200 OK\r\nno colon",
        b"HTTP/1.1 200 OK\r\n: empty",
        b"HTTP/1.1 200 OK\r\nA : 1",
        b"HTTP/1.1 200 OK\r\nA: 1\r\n folded",
        b"HTTP/1.1 200 OK\r\n folded: 1",
        b"HTTP/1.1 200 OK\r\nA: 1\r2",
        b"HTTP/1.1 200 OK\r\nA: \x00",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1",
        b"HTTP/1.1 200 OK\r\nContent-Length: +1",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1_0",
        b"HTTP/1.1 200 OK\r\nContent-Length: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2",
        b"HTTP/1.1 200 OK\r\nContent-Length: \xb2",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity",
        b"HTTP/1.1 200 OK" + b"\r\nA: 1" * 201,
    ],
)
def test_what_is_no_head(block: bytes) -> None:
    with pytest.raises(ValueError, match=r"HTTP|Content-Length|coding"):
        read_head(block + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("block", "length", "chunked", "keep"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5", 5, False, True),
        (b"HTTP/1.1 200 OK\nContent-Length: 5\n\n", 5, False, True),
        (b"HTTP/1.1 200\r\ncontent-length:5", 5, False, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5", 5, False, True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", None, True, False),
        (b"HTTP/1.1 200 OK\r\nConnection: foo, close\r\nContent-Length: 5", 5, False, False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5", 5, False, False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5", 5, False, True),
        (b"HTTP/1.1 200 OK", None, False, False),
        (b"HTTP/1.1 204 No Content", 0, False, True),
        (b"HTTP/1.1 100 Continue", 0, False, True),
    ],
)
def test_how_a_body_ends(block: bytes, length: int | None, chunked: bool, keep: bool) -> None:
    head = read_head(block if block.endswith(b"\n") else block + b"\r\n\r\n")
    assert (head.length, head.chunked, head.keep) == (length, chunked, keep)


@pytest.mark.parametrize(("line", "size"), [(b"0\r\n", 0), (b"fF ;x=1\r\n", 255), (b"010\n", 16)])
def test_sizes_of_chunks(line: bytes, size: int) -> None:
    assert chunk_size(line) == size


@pytest.mark.parametrize(
    "line", [b"\r\n", b"-1\r\n", b"+1\r\n", b"0x1\r\n", b"1_0\r\n", b"\xb2\r\n"]
)
def test_what_is_no_size(line: bytes) -> None:
    with pytest.raises(ValueError, match="no size of a chunk"):
        chunk_size(line)
