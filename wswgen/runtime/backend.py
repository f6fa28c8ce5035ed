"""The seams between the base classes and what carries the messages, and the choice of a backend.

A backend is a module that offers the functions of `Backend`: `http` here, `native` on Windows.
Neither knows the other; `choose` loads one by name.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypedDict, TypeVar, cast

from .contract import NOTHING
from .errors import UsageError
from .record import record

if TYPE_CHECKING:
    import ssl

    from .contract import Contract, Operation
    from .service import Service
    from .token import CancelToken

MIB = 1 << 20
R = TypeVar("R")


class HostOptions(TypedDict, total=False):
    """What `Service.asgi`, `Service.serve` and `Service.start` take; see `Limits`."""

    max_body: int
    max_depth: int
    max_calls: int
    max_time: float | None
    disclose: bool
    trust_forwarded: bool


@record
class Limits:
    """What a host lets its callers do, and what it tells them.

    ``max_body`` bounds a request in bytes, ``max_depth`` its nesting in elements, ``max_calls``
    the calls at once (the next one gets 503), ``max_time`` one call in seconds (None: no bound).
    ``disclose`` puts the text of unexpected exceptions into faults: for development.
    ``trust_forwarded`` believes X-Forwarded-Proto and X-Forwarded-Host when the address is
    written into ``?wsdl``: only behind a proxy that sets them.
    """

    max_body: int = 4 * MIB
    max_depth: int = 100
    max_calls: int = 1000
    max_time: float | None = None
    disclose: bool = False
    trust_forwarded: bool = False


@record
class ClientOptions:
    """Everything that a client was told, checked and with the defaults filled in.

    ``max_reply`` is in bytes. ``ssl`` None is the system's certificates, verified.
    """

    contract: Contract
    url: str
    soap: Literal["1.1", "1.2"]
    soap_actions: Mapping[str, str] = NOTHING
    ssl: ssl.SSLContext | None = None
    headers: Mapping[str, str] = NOTHING
    max_reply: int = 64 * MIB


@record
class Scope:
    """How long one call may last: ``deadline`` on the clock of `time.monotonic`, and a token.

    ``timeout`` is what the client was told, in seconds, whatever the token says.
    """

    deadline: float | None = None
    timeout: float | None = None
    token: CancelToken | None = None

    @property
    def remaining(self) -> float | None:
        """Seconds to the deadline, never below 0; None without one."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())


class Caller(Protocol):
    """What a `Client` calls through."""

    def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """The result as people see it. Raises `WsError` or `Cancelled`."""
        raise NotImplementedError

    def close(self) -> None:
        """Give up every connection. Harmless twice."""
        raise NotImplementedError


class AsyncCaller(Protocol):
    """What an `AsyncClient` calls through."""

    async def call(
        self, operation: Operation[R], body: Sequence[Any], headers: Sequence[Any], scope: Scope
    ) -> R:
        """The result as people see it. Raises `WsError` or `Cancelled`."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Give up every connection. Harmless twice."""
        raise NotImplementedError


class Connector(Protocol):
    """What ``transport=`` takes: makes callers. `Loopback` is one, a backend is one."""

    def connect(self, options: ClientOptions) -> Caller:
        """For a `Client`. Nothing is connected yet."""
        raise NotImplementedError

    def connect_async(self, options: ClientOptions) -> AsyncCaller:
        """For an `AsyncClient`. Nothing is connected yet."""
        raise NotImplementedError


class Host(Protocol):
    """A service that is being served on threads of its own."""

    @property
    def url(self) -> str:
        """The address to call, with the real port where 0 was asked for."""
        raise NotImplementedError

    @property
    def live(self) -> int:
        """How many calls are not freed yet."""
        raise NotImplementedError

    def close(self, timeout: float = 5.0) -> None:
        """Accept nothing more, wait ``timeout`` seconds for the calls, then abort.

        Raises `LeakError` if calls are still alive after that. Harmless twice.
        """
        raise NotImplementedError

    def abort(self) -> None:
        """Cancel every call with HOST_ABORT, now and those to come; then `close`."""
        raise NotImplementedError

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...


class Backend(Connector, Protocol):
    """A module that carries messages."""

    def start(self, service: Service, url: str, *, options: HostOptions, **rest: Any) -> Host:
        """Serve on threads of its own and return as soon as callers can connect."""
        raise NotImplementedError

    def serve(
        self,
        service: Service,
        url: str,
        *,
        close_timeout: float,
        options: HostOptions,
        **rest: Any,
    ) -> None:
        """Serve until SIGTERM or SIGINT."""
        raise NotImplementedError


def choose(name: str | None = None) -> Backend:
    """The backend of that name, else of WSWGEN_BACKEND, else the system's.

    Raises `UsageError` for an unknown name and where the backend cannot run.
    """
    module = {"portable": ".http", "native": ".native"}[chosen(name)]
    return cast(Backend, import_module(module, __package__))


def chosen(name: str | None = None) -> str:
    """The name of the backend that `choose` takes. Raises `UsageError` for an unknown name."""
    name = name or os.environ.get("WSWGEN_BACKEND") or None
    if name is None:
        return "native" if sys.platform == "win32" else "portable"
    if name in ("native", "portable"):
        return name
    raise UsageError(f"there is no backend {name!r}: 'native' or 'portable'")
