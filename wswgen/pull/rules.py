"""What a download may do, and how it is refused."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase
from pathlib import Path

from wswgen.errors import GenerateError, Location, Problem
from wswgen.record import record

MIB = 1024 * 1024


@record
class Rules:
    """The limits of a download.

    ``hosts`` are names or patterns of `fnmatch` that are allowed beside the first URL's own;
    ``private`` allows addresses that are not public (loopback, RFC 1918, link-local and others
    that `ipaddress` does not call global). ``below`` is the folder that file: locations must stay
    in, None for that of the first file. Sizes are bytes, times seconds. ``authorization`` is the
    value of that header for the first URL's own origin. ``proxies`` are those of the environment.
    """

    hosts: tuple[str, ...] = ()
    private: bool = False
    below: Path | None = None
    document_bytes: int = 32 * MIB
    total_bytes: int = 256 * MIB
    documents: int = 1000
    depth: int = 50
    redirects: int = 10
    seconds: float = 300.0
    idle_seconds: float = 30.0
    authorization: str = ""
    proxies: bool = False

    def allows(self, host: str) -> bool:
        """Whether the further ``hosts`` have this one."""
        return any(fnmatchcase(host.lower(), pattern.lower()) for pattern in self.hosts)


class Deadline:
    """A point in time; `left` is how long it is until then, in seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Never negative."""
        return max(0.0, self._end - time.monotonic())


def refusal(code: str, asked: Location, message: str, help: str = "") -> GenerateError:
    """One problem, at the place that asked for what is refused."""
    return GenerateError([Problem(code=code, location=asked, message=message, help=help)])
