"""The head of an HTTP/1.1 reply, read strictly (RFC 9110, RFC 9112)."""

from __future__ import annotations

from ..record import record

MAX_HEAD = 1 << 18
MAX_FIELDS = 200

_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@record
class Head:
    """A status line, the fields by their names in lower case, and how the body ends.

    With ``length`` None, and not ``chunked``, it ends with the connection.
    """

    status: int
    fields: dict[str, str]
    length: int | None
    chunked: bool
    keep: bool


def read_head(block: bytes) -> Head:
    """Read what stands before the empty line; ValueError for what is no HTTP/1.1.

    The head of a reply to POST: what a status says about bodies is that of POST.
    """
    first, *lines = block.decode("latin-1").rstrip("\r\n").split("\n")
    version, _, rest = first.rstrip("\r").partition(" ")
    code = rest[:3]
    if version not in ("HTTP/1.1", "HTTP/1.0") or not code.isascii() or not code.isdigit():
        raise ValueError(f"no HTTP/1.1 status line: {first[:80]!r}")
    if rest[3:4] not in ("", " ") or len(code) != 3 or code < "100":
        raise ValueError(f"no HTTP/1.1 status line: {first[:80]!r}")
    if len(lines) > MAX_FIELDS:
        raise ValueError(f"more than {MAX_FIELDS} HTTP headers")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        # No white space before the colon, no folded lines: RFC 9112, sections 5.1 and 5.2.
        if not colon or not name or not _TOKEN.issuperset(name):
            raise ValueError(f"no HTTP header: {line[:80]!r}")
        name, value = name.lower(), value.strip(" \t\r")
        if "\r" in value or "\0" in value:
            raise ValueError(f"no HTTP header: {line[:80]!r}")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return _framed(int(code), version == "HTTP/1.1", fields)


def _framed(status: int, persistent: bool, fields: dict[str, str]) -> Head:
    """How long the body is: RFC 9112, section 6.3."""
    options = fields.get("connection", "").lower()
    keep = "keep-alive" in options if not persistent else "close" not in options
    coding = fields.get("transfer-encoding")
    length: int | None = None
    if status < 200 or status in (204, 304):
        return Head(status=status, fields=fields, length=0, chunked=False, keep=keep)
    if coding is not None:
        if coding.lower() != "chunked":
            raise ValueError(f"a transfer coding that was not asked for: {coding[:80]!r}")
        # Who sends a length as well is not to be trusted with another reply.
        keep = keep and "content-length" not in fields
    elif "content-length" in fields:
        sizes = {size.strip() for size in fields["content-length"].split(",")}
        size = sizes.pop()
        if sizes or not size.isascii() or not size.isdigit():
            raise ValueError(f"no Content-Length: {fields['content-length'][:80]!r}")
        length = int(size)
    return Head(
        status=status, fields=fields, length=length, chunked=coding is not None,
        keep=keep and (length is not None or coding is not None),
    )  # fmt: skip


def chunk_size(line: bytes) -> int:
    """The size in the line before a chunk (RFC 9112, section 7.1); ValueError for no such line."""
    digits = line.partition(b";")[0].strip(b" \t\r\n")
    if not digits or not frozenset(b"0123456789abcdefABCDEF").issuperset(digits):
        raise ValueError(f"no size of a chunk: {line[:80]!r}")
    return int(digits, 16)
