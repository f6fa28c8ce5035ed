"""What is decoded from plain text is what a tree gives; what is not plain is left to the tree."""

from __future__ import annotations

import importlib
import re
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.runtime.codec import sample
from wswgen.runtime import DecodeError, xml
from wswgen.runtime.codec import Codec, NotPlain, codec_for, read_plain
from wswgen.runtime.codec.plan import mark_of
from wswgen.runtime.soap import SOAP11, SOAP12, read_envelope, read_plainly, write_envelope
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for

MODULES = {
    "sample": sample,
    **{
        name: importlib.import_module(f"{name}.types")
        for name in ("calculator", "block_unblock", "orders", "devices")
    },
}
CLASSES = [
    pytest.param(cls, id=f"{title}.{cls.__name__}")
    for title, module in MODULES.items()
    for cls in vars(module).values()
    if isinstance(mark_of(cls), xml.Type) and not getattr(mark_of(cls), "abstract", False)
]
DEPTH = 100


@cache
def codec_of(cls: type) -> Codec:
    """A codec of its own for each class, for an element of that name."""
    mark = mark_of(cls)
    assert mark is not None
    return codec_for(cls, name=QName(mark.namespace or "urn:x", cls.__name__))


def plainly(cls: type, data: bytes, depth: int = DEPTH) -> Any:
    """The value, read from text; `NotPlain`."""
    codec = codec_of(cls)
    for _ in range(2):  # a scope is accepted the second time that it is seen
        codec._pause = codec._misses = 0
        plain = read_plainly(data, None, max_depth=depth)
        if plain is None or plain.start.tag != codec.tag:
            raise NotPlain
        try:
            return codec.decode_plain(plain)
        except NotPlain:
            pass
    codec._space._plain.clear()
    raise NotPlain


def from_tree(cls: type, data: bytes, depth: int = DEPTH) -> Any:
    """The value, read from a tree; DecodeError."""
    codec = codec_of(cls)
    envelope = read_envelope(data, max_depth=depth)
    envelope.check_no_text()
    if len(envelope.body) != 1 or envelope.headers or envelope.body[0].tag != codec.tag:
        raise DecodeError("another message")
    return codec.decode(envelope.body[0], envelope.document)


def agree(cls: type, data: bytes, depth: int = DEPTH) -> bool:
    """Check that both readers agree; whether the message was plain."""
    try:
        found = plainly(cls, data, depth)
    except NotPlain:
        return False
    expected = from_tree(cls, data, depth)
    assert type(found) is type(expected)
    assert repr(found) == repr(expected)
    return True


PIECES = [
    "<!--x-->",
    "<?p q?>",
    "<![CDATA[x]]>",
    "]]>",
    "]]",
    "&#13;",
    "&amp;",
    "&lt;",
    "&gt;",
    "&apos;",
    "&quot;",
    "&#x41;",
    "&x;",
    "&",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\r",
    "\0",
    "\x1f",
    "\x7f",
    "\x85",
    "\ufffe",
    "\uffff",
    "\u2028",
    "\ue000",
    "\U0001f600",
    "<a/>",
    "<",
    ">",
    "text",
    ' a="1"',
    " a='1'",
    ' xmlns="urn:x"',
    ' xmlns:n1="urn:x"',
    ' xmlns=""',
    ' xmlns:xml="urn:x"',
    ' xmlns:n1=""',
    "-",
    "1",
    "0",
    "999999999999",
    "é",
    "\u0661",
    "/",
    "true",
    "NaN",
    "<!DOCTYPE a>",
    '<?xml version="1.0"?>',
    '"',
    "=",
    ":",
    "x:",
]
PLACES = re.compile(r"(?=[<>/ ])|(?<=[>])")


@st.composite
def mutated(draw: Any, text: str) -> str:
    """The text with some edits, most of them where tags begin and end."""
    for _ in range(draw(st.integers(0, 3))):
        places = [0, *(match.start() for match in PLACES.finditer(text))]
        start = draw(st.sampled_from(places) | st.integers(0, len(text)))
        end = draw(st.just(start) | st.sampled_from(places) | st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "cut", "copy", "space"]))
        start, end = min(start, end), max(start, end)
        if kind == "insert":
            text = text[:start] + draw(st.sampled_from(PIECES)) + text[start:]
        elif kind == "cut":
            text = text[:start] + text[end:]
        elif kind == "copy":
            text = text[:end] + text[start:end] + text[end:]
        else:
            text = text.replace("><", ">\n\t <")
    return text


@pytest.mark.parametrize("cls", CLASSES)
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_readers_agree(cls: type, data: st.DataObject) -> None:
    value = data.draw(strategy_for(cls))
    version = data.draw(st.sampled_from([SOAP11, SOAP12]))
    text = write_envelope(version, codec_of(cls).encode(value)).decode()
    agree(cls, text.encode())
    if data.draw(st.booleans()):  # as other programs write: the default namespace, or the envelope
        prefix = re.search(r"<([\w-]+):\w+ xmlns:\1=", text)
        if prefix is not None and text.count("xmlns") == 2:
            text = text.replace(f"{prefix[1]}:", "").replace(f"xmlns:{prefix[1]}=", "xmlns=")
            agree(cls, text.encode())
    agree(cls, data.draw(mutated(text)).encode("utf-8", "surrogatepass"))


def envelope(body: str, declarations: str = "") -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP11.namespace}"{declarations}>'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


SPACE = "urn:example:orders"
LINE = (
    "<o:article>AB-1</o:article><o:quantity>2</o:quantity><o:unitPrice>1.5</o:unitPrice>"
    "<o:remark>a &lt;&amp;&gt; &quot;b&quot;</o:remark>"
)
TOTAL = f'<o:Total xmlns:o="{SPACE}"><o:line>{LINE}</o:line><o:line>{LINE}</o:line></o:Total>'
SPACED = TOTAL.replace("><", ">\n  <").replace("<o:article>\n  ", "<o:article>")


@pytest.mark.parametrize(
    "data",
    [
        envelope(TOTAL),
        envelope(SPACED),
        envelope(TOTAL.replace(f' xmlns:o="{SPACE}"', ""), f' xmlns:o="{SPACE}" xmlns:z="urn:z"'),
        envelope(TOTAL.replace("xmlns:o=", "xmlns=").replace("o:", "")),
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + envelope(TOTAL) + b"\n",
        envelope(TOTAL.replace("b&quot;", "\u00e4\U0001f600 > it&apos;s")),
        envelope(f'<o:Total xmlns:o="{SPACE}"></o:Total>'),
    ],
)
def test_what_programs_write_is_plain(data: bytes) -> None:
    assert agree(MODULES["orders"].Total, data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<o:line>", '<o:line id="x">'),
        ("<o:line>", "<!-- --><o:line>"),
        ("2</o:quantity>", "<![CDATA[2]]></o:quantity>"),
        ("2</o:quantity>", "2 ]]></o:quantity>"),
        ("2</o:quantity>", "2\r</o:quantity>"),
        ("2</o:quantity>", "&#50;</o:quantity>"),
        ("2</o:quantity>", "-2</o:quantity>"),
        ("<o:quantity>2</o:quantity>", ""),
        ("<o:quantity>2</o:quantity>", "<o:quantity>2</o:quantity>" * 2),
        ("</o:line>", "x</o:line>"),
        ("</o:Total>", "</o:Total >"),
        ("</o:Total>", "</o:Total><o:Total/>"),
        ("</o:Total>", "</o:Total>x"),
        (f'xmlns:o="{SPACE}"', 'xmlns:o="urn:x"'),
        (f'xmlns:o="{SPACE}"', f'xmlns:o="{SPACE}" xmlns:o="{SPACE}"'),
        (f'xmlns:o="{SPACE}"', f'xmlns:o="{SPACE}" xmlns:p=""'),
        (f'xmlns:o="{SPACE}"', f'xmlns:o="{SPACE}" xmlns:xmlp="urn:x"'),
        ("a &lt;", "\x01"),
        ("a &lt;", "\ufffe"),
        ("s:Body>", "s:body>"),
        (SOAP11.namespace, "urn:x"),
        ("<s:Body>", "<s:Header/><s:Body>"),
        (f'xmlns:s="{SOAP11.namespace}"', f'xmlns:o="" xmlns:s="{SOAP11.namespace}"'),
    ],
)
def test_what_is_not(old: str, new: str) -> None:
    text = envelope(TOTAL).decode()
    assert old in text
    assert not agree(MODULES["orders"].Total, text.replace(old, new).encode())


def test_two_elements_of_one_name_are_left_to_the_tree() -> None:
    text = envelope('<o:Twice xmlns:o="urn:test:twice"><o:a>1</o:a></o:Twice>')
    module = importlib.import_module("tests.runtime.codec.twice")
    codec = codec_for(module.Twice, name=QName("urn:test:twice", "Twice"))
    for _ in range(3):
        plain = read_plain(text, max_depth=DEPTH)
        assert plain is not None
        with pytest.raises(NotPlain):
            codec.decode_plain(plain)


def test_depth_is_that_of_trees() -> None:
    cls = sample.Node
    name = codec_of(cls).name
    for levels in (3, 4, 5, 6):
        inner = "<n:label>x</n:label>"
        for _ in range(levels):
            inner = f"<n:label>x</n:label><n:node>{inner}</n:node>"
        text = envelope(f'<n:{name.local} xmlns:n="{name.namespace}">{inner}</n:{name.local}>')
        for depth in (3, 4, 5, 6):
            plain = agree(cls, text, depth)
            try:
                from_tree(cls, text, depth)
            except DecodeError:
                assert not plain


def test_foreign_prefixes_do_not_pile_up() -> None:
    codec = codec_for(MODULES["orders"].Find, name=QName(SPACE, "Find"))
    space = codec._space
    space._plain.clear()
    for number in range(40):
        data = envelope(f'<p{number}:Find xmlns:p{number}="{SPACE}"></p{number}:Find>')
        for _ in range(2):
            plain = read_plain(data, max_depth=DEPTH)
            assert plain is not None
            codec._pause = 0
            with suppress(NotPlain):
                codec.decode_plain(plain)
    assert len(space._plain) == 8
    space._plain.clear()
