"""Qualified names (XML Namespaces 1.0, section 4)."""

from __future__ import annotations

from typing import NamedTuple


class QName(NamedTuple):
    """A namespace name and a local name; ``namespace`` is ``""`` for no namespace."""

    namespace: str
    local: str

    def __str__(self) -> str:
        return f"{{{self.namespace}}}{self.local}" if self.namespace else self.local
