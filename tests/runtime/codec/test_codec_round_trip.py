"""decode(encode(v)) == v for every construct, and libxml2 says that the bytes are valid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.runtime.codec import sample
from wswgen.runtime.codec import codec_for, decode_bytes, encode_bytes
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for

HERE = Path(__file__).parent
SCHEMA = etree.XMLSchema(etree.parse(HERE / "sample.xsd"))
CLASSES = [
    *(sample.Builtins, sample.Others, sample.Occurrence, sample.Item, sample.Simples),
    *(sample.Attributes, sample.Price, sample.TaxedPrice, sample.Choices, sample.Whole),
    *(sample.Shape, sample.Circle, sample.Ring, sample.Node, sample.Mixed, sample.Open),
    sample.Drawing,
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_what_is_written_is_valid_and_read_back_equal(cls: type, data: st.DataObject) -> None:
    value: Any = data.draw(strategy_for(cls))
    name = QName(sample.NS, cls.__name__)
    text = encode_bytes(cls, value, name=name)
    assert SCHEMA.validate(etree.fromstring(text)), f"{SCHEMA.error_log}\n{text.decode()}"
    back = decode_bytes(cls, text, name=name)
    assert back == value
    # Equality forgives a zone: the text does not.
    assert encode_bytes(cls, back, name=name) == text or cls in (sample.Mixed, sample.Open)


@given(value=strategy_for(sample.Occurrence))
@settings(max_examples=50, deadline=None)
def test_prefixes_and_white_space_of_others_do_not_matter(value: sample.Occurrence) -> None:
    name = QName(sample.NS, "Occurrence")
    tree = etree.fromstring(encode_bytes(sample.Occurrence, value, name=name))
    other = etree.Element(tree.tag, nsmap={"zz": sample.NS, "n1": sample.NS2})
    other.extend(list(tree))
    other.text = "\n  "
    for child in other:
        child.tail = "\n\t "
    for encoding in ("utf-8", "utf-16", "iso-8859-1", "us-ascii"):
        text = etree.tostring(other, encoding=encoding, xml_declaration=True)
        assert decode_bytes(sample.Occurrence, text, name=name) == value


def test_a_codec_is_the_same_for_every_message() -> None:
    codec = codec_for(sample.Item, name=QName("", "item"))
    first = codec.encode(sample.Item(article="AB-1"))
    codec_for(sample.Drawing, name=QName("urn:x", "d")).encode(sample.Drawing(shapes=[]))
    assert (
        codec.encode(sample.Item(article="AB-1"))
        == first
        == ('<item xmlns:n1="urn:test:sample"><n1:article>AB-1</n1:article></item>')
    )
