"""How often a particle may occur (XSD 1.0 part 1, section 3.9.1)."""

from __future__ import annotations

from typing import NamedTuple


class Occurs(NamedTuple):
    """minOccurs and maxOccurs; ``max`` None means without bound."""

    min: int = 1
    max: int | None = 1

    @property
    def many(self) -> bool:
        """Whether there can be more than one."""
        return self.max is None or self.max > 1


ONCE = Occurs()
