"""The contract as stable JSON: `wswgen describe --format json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import cast

from wswgen import ir
from wswgen.qname import QName
from wswgen.record import defaults, fields, is_record


def dump(contract: ir.Contract) -> str:
    """The same text for the same input on every machine: no places, whose files users name."""
    return json.dumps(_value(contract), indent=2, ensure_ascii=False) + "\n"


def _value(value: object) -> object:
    match value:
        case ir.TypeKey():
            return key_name(value)
        case QName():
            return str(value)
        case Enum():
            return value.value
        case ir.Occurs():
            return {"min": value.min, "max": "unbounded" if value.max is None else value.max}
        case (
            ir.SimpleType()
            | ir.ComplexType()
            | ir.ElementUse()
            | ir.AnyElement()
            | ir.Sequence()
            | ir.Choice()
            | ir.All()
        ):
            return {"kind": type(value).__name__, **_fields(value)}
        case Mapping():
            mapping = cast("Mapping[object, object]", value)
            return {
                key_name(key) if isinstance(key, ir.TypeKey) else str(key): _value(item)
                for key, item in mapping.items()
            }
        case tuple():
            return [_value(item) for item in cast("tuple[object, ...]", value)]
        case _:
            return _fields(value) if is_record(value) else value


def key_name(key: ir.TypeKey) -> str:
    """A type key as one word: ``type {urn:x}Order/line``."""
    name = f"{{{key.namespace}}}{key.name}" if key.namespace else key.name
    return f"{key.kind} {'/'.join((name, *key.path))}"


def _fields(value: object) -> dict[str, object]:
    """The fields that say something: not those at their default, and no places."""
    usual = defaults(value)
    return {
        name: _value(found)
        for name, found in fields(value).items()
        if name != "location" and not (name in usual and found == usual[name])
    }
