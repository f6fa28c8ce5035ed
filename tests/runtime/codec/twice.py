"""A class that no schema should have: two elements of one name beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from wswgen.runtime import xml, xs


@dataclass(kw_only=True, slots=True)
class Twice:
    """``a?, a``."""

    __xml__ = xml.Type("Twice", "urn:test:twice")

    first: Annotated[xs.Int | None, xml.Element("a")] = None
    second: Annotated[xs.Int, xml.Element("a")]
