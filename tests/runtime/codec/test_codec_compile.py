"""How codecs are made: once, by whichever thread comes first, for classes in one module or many."""

from __future__ import annotations

import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.runtime.codec import sample
from wswgen.runtime.codec import decode_bytes, encode_bytes, parse, part_codec
from wswgen.runtime.codec.space import Space
from wswgen.runtime.contract import Part
from wswgen.runtime.errors import DecodeError
from wswgen.runtime.values import QName

HEADER = """
from __future__ import annotations
from dataclasses import dataclass
from typing import Annotated
from wswgen.runtime import xml, xs
"""
BASE = """
NS = "urn:base"

@dataclass(kw_only=True, slots=True)
class Base:
    __xml__ = xml.Type("Base", NS)
    a: xs.Int
"""
MORE = """
from .base import Base
NS = "urn:more"

@dataclass(kw_only=True, slots=True)
class More(Base):
    __xml__ = xml.Type("More", NS)
    b: Base
    c: Annotated[xs.Int, xml.Element(namespace="urn:third")]

@dataclass(kw_only=True, slots=True)
class Holder:
    __xml__ = xml.Type("", NS)
    base: Base
"""


def test_threads_that_come_first_together(monkeypatch: pytest.MonkeyPatch) -> None:
    value = sample.Drawing(shapes=[sample.Circle(title="a", radius=1.0)])
    for _ in range(20):
        monkeypatch.setattr(sample, "__wswgen_codec__", Space(sample), raising=False)
        barrier = Barrier(8)

        def work(_: int, barrier: Barrier = barrier) -> bool:
            codec = part_codec(Part("Drawing", sample.NS, "Drawing"), sample)
            barrier.wait()
            document = parse(codec.encode(value).encode())
            return bool(codec.decode(document.root, document) == value)

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(8)))


def test_part_codecs_are_cached_and_nillable() -> None:
    part = Part("value", "urn:x", "xs.Int", nillable=True)
    codec = part_codec(part, sample)
    assert part_codec(Part("value", "urn:x", "xs.Int", nillable=True), sample) is codec
    text = codec.encode(None)
    document = parse(text.encode())
    assert codec.decode(document.root, document) is None
    assert codec.tag == "{urn:x}value"


def test_a_package_of_modules_has_its_namespaces_in_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "many_modules" / "types"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    constants = 'MORE_NS = "urn:more"\nBASE_NS = "urn:base"\n'
    (package / "base.py").write_text(HEADER + constants + BASE)
    (package / "more.py").write_text(HEADER + MORE)
    monkeypatch.syspath_prepend(str(tmp_path))
    from importlib import import_module

    more: Any = import_module("many_modules.types.more")
    value = more.Holder(base=more.More(a=1, b=more.Base(a=2), c=3))
    name = QName("urn:more", "Holder")
    text = encode_bytes(more.Holder, value, name=name)
    third = Space(None).prefix("urn:third")
    assert text.decode() == (
        f'<n1:Holder xmlns:n1="urn:more" xmlns:n2="urn:base" xmlns:{third}="urn:third" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<n1:base xsi:type="n1:More"><n2:a>1</n2:a>'
        f"<n1:b><n2:a>2</n2:a></n1:b><{third}:c>3</{third}:c></n1:base>"
        "</n1:Holder>"
    )
    assert decode_bytes(more.Holder, text, name=name) == value
    for module in [key for key in sys.modules if key.startswith("many_modules")]:
        monkeypatch.delitem(sys.modules, module)


def test_generated_code_can_be_read_in_tracebacks() -> None:
    space = Space(sample)
    read = space.reader(sample.Item)
    document = parse(b"<Item/>")
    try:
        read(document.root, document, 0)
    except DecodeError:
        assert "raise missing(c, 'article')" in traceback.format_exc()
