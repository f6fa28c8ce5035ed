"""Every type of every sample: random values come back equal, and libxml2 accepts the bytes."""

from __future__ import annotations

import dataclasses
import enum
import importlib
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.samples.judge import PROBE, Judge
from wswgen.runtime import xml
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.values import QName
from wswgen.testing import simple_strategy, strategy_for

SAMPLES = ("calculator", "block_unblock", "orders", "devices")


@cache
def judge(sample: str) -> Judge:
    return Judge(sample, Path(mkdtemp(prefix="wswgen-judge-")))


def _types() -> list[Any]:
    found: list[Any] = []
    for sample in SAMPLES:
        module = importlib.import_module(f"{sample}.types")
        for name, value in vars(module).items():
            if name.startswith("_") or not name[0].isupper() or name.endswith("_NS"):
                continue
            if isinstance(value, type) and value.__module__ != module.__name__:
                continue
            if name in ("Annotated", "TypeAlias"):
                continue
            found.append(pytest.param(sample, name, id=f"{sample}.{name}"))
    return found


@pytest.mark.parametrize(("sample", "name"), _types())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_values_survive_and_are_valid(sample: str, name: str, data: st.DataObject) -> None:
    module = importlib.import_module(f"{sample}.types")
    target = getattr(module, name)
    mark = getattr(target, "__xml__", None)
    if isinstance(target, type) and dataclasses.is_dataclass(target) and mark is None:
        pytest.fail(f"{name} has no marker") if name != "FindResult" else None
        return
    if isinstance(mark, xml.Group):
        return  # part of other types, which are all here
    is_class = isinstance(target, type) and not issubclass(target, enum.Enum)
    value = data.draw(strategy_for(target) if is_class else simple_strategy(target))
    element = _element(sample, name, mark)
    written = encode_bytes(target, value, name=element)
    assert decode_bytes(target, written, name=element) == value
    known = judge(sample)
    if element.namespace == PROBE and element.local not in {q.local for q in known.named}:
        return  # rpc wrappers and nested anonymous types stand in no schema by a name
    known.check(etree.fromstring(written))


def _element(sample: str, name: str, mark: Any) -> QName:
    """The element to write a type as: its own if it is anonymous, else one made for its type."""
    if isinstance(mark, xml.Type) and not mark.name:
        own = QName(mark.namespace, name.removesuffix("Detail"))
        if own in judge(sample).elements:
            return own
    return QName(PROBE, name)
