"""Random values of a class leave out what has no value."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given

from wswgen.runtime import xml
from wswgen.testing import has_values, strategy_for


@dataclass(kw_only=True, slots=True)
class Nobody:
    """Abstract, and nothing derives from it."""

    __xml__ = xml.Type("Nobody", "urn:t", abstract=True)


@dataclass(kw_only=True, slots=True)
class Holder:
    """May hold what there is not."""

    __xml__ = xml.Type("Holder", "urn:t")

    one: Nobody | None = None
    many: list[Nobody] = field(default_factory=list["Nobody"])


@given(value=strategy_for(Holder))
def test_an_element_without_any_value_is_absent(value: Holder) -> None:
    assert value == Holder()


def test_what_has_values() -> None:
    assert has_values(Holder)
    assert not has_values(Nobody)
