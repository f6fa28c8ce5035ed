"""The one way in which a construct says that it cannot be carried."""

from __future__ import annotations

from wswgen.errors import Location, Problem


class Refused(Exception):
    """A component cannot be carried; whoever reaches it is refused by name."""

    def __init__(self, code: str, location: Location, message: str, help: str = "") -> None:
        self.problem = Problem(code=code, location=location, message=message, help=help)
        super().__init__(message)
