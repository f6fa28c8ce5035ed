"""Random messages of a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from wswgen.runtime.codec.plan import evaluate
from wswgen.runtime.codec.simple import simple_type
from wswgen.runtime.contract import Contract, Part
from wswgen.runtime.element import XmlElement
from wswgen.runtime.messages import MessageCodec
from wswgen.runtime.values import QName
from wswgen.testing import simple_strategy, strategy_for, xml_elements


def values_of(part: Part, contract: Contract) -> st.SearchStrategy[Any]:
    """Values of one part."""
    annotation = evaluate(part.type, vars(contract.types))
    if annotation is XmlElement:
        values = xml_elements(st.just(QName(part.namespace, part.name)))
    elif simple_type(annotation) is not None:
        values = simple_strategy(annotation)
    else:
        values = strategy_for(annotation)
    return st.none() | values if part.nillable else values


def messages(
    codec: MessageCodec, contract: Contract
) -> st.SearchStrategy[tuple[list[Any], list[Any]]]:
    """Values of the body parts and of the headers of one direction."""
    body = st.tuples(*(values_of(part, contract) for part in codec.message.body))
    headers = st.tuples(*(st.none() | values_of(part, contract) for part in codec.message.headers))
    return st.tuples(body.map(list), headers.map(list))


def spread(codec: MessageCodec, body: Sequence[Any], headers: Sequence[Any]) -> list[Any]:
    """The values of ``message.fields``."""
    values = list(body)
    if codec.message.wrapped:
        values = [getattr(body[0], item.name) for item in fields(body[0])]
    return [*values, *headers]
