"""The native runtime on the stand-in: services of the samples, and clients of them.

The clients are portable: what they write is cut up by the tables, and what the tables make is read
by the portable codec, so that each half judges the other.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from tests.native.standin.answers import Answers
from tests.native.standin.calls import Pending, Reply
from tests.native.standin.hosts import Host
from tests.native.standin.play import StandIn
from wswgen.runtime.backend import ClientOptions, HostOptions
from wswgen.runtime.contract import Operation
from wswgen.runtime.errors import TransportError
from wswgen.runtime.native import owners
from wswgen.runtime.native.callbacks import REGISTRY
from wswgen.runtime.native.host import NativeHost
from wswgen.runtime.service import Service, bindings
from wswgen.runtime.wire import Incoming, Wire

R = TypeVar("R")
Handler = Callable[[Any], Any]

SERVICES = (
    ("calculator", "CalculatorService"),
    ("block_unblock", "BlockUnBlockService"),
    ("orders", "OrdersService"),
    ("devices", "DeviceRegistryService"),
    ("devices", "ManualLibraryService"),
)


def service_class(package: str, name: str) -> type[Service]:
    """A generated class."""
    found: type[Service] = getattr(importlib.import_module(package), name)
    return found


@dataclass(frozen=True)
class Served:
    """One operation of one service."""

    service: type[Service]
    operation: Operation[Any]

    def __str__(self) -> str:
        return f"{self.service.__name__}.{self.operation.name}"


def operations() -> list[Served]:
    """Every operation of every sample."""
    return [
        Served(cls, operation)
        for cls in (service_class(*each) for each in SERVICES)
        for operation in cls.contract.operations
    ]


def implement(cls: type[Service], handler: Handler, *, is_async: bool = False) -> Service:
    """A service whose operations are all one function, ``def`` or ``async def``."""

    async def later(self: Any, state: Any) -> Any:
        result = handler(state)
        return await result if hasattr(result, "__await__") else result

    def now(self: Any, state: Any) -> Any:
        return handler(state)

    methods = {binding.method: later if is_async else now for binding in bindings(cls).values()}
    made: type[Service] = type(cls.__name__, (cls,), methods)
    return made()


class Stage:
    """A service that is hosted by the stand-in. At its end nothing may be left of anything."""

    def __init__(
        self,
        service: Service,
        answers: Answers | None = None,
        *,
        url: str = "http://localhost:8080/stage",
        half: Any = None,
        **options: Any,
    ) -> None:
        self.url = url
        self.service = service
        self.standin = StandIn(answers, half=half)
        self._owned = owners.live()
        self._registered = REGISTRY.live
        self.host = NativeHost(
            service, url, options=cast(HostOptions, options), dll=self.standin.dll
        )
        contract = service.contract
        soap = "1.2" if url.startswith("net.tcp") else contract.endpoints[0].soap
        self.wire = Wire(ClientOptions(contract=contract, url=url, soap=soap))

    @property
    def played(self) -> Host:
        """The host as the stand-in has it."""
        (found,) = self.standin.hosts.hosts.values()
        return found

    def send(self, operation: Operation[Any], *body: Any, headers: Sequence[Any] = ()) -> Pending:
        """Send a request over HTTP."""
        return self.standin.send(
            self.url, operation.soap_action, self.bytes_of(operation, body, headers)
        )

    def bytes_of(
        self, operation: Operation[Any], body: Sequence[Any], headers: Sequence[Any] = ()
    ) -> bytes:
        """The envelope of a request."""
        return self.wire.request(operation, body, headers).body

    def result(self, operation: Operation[R], reply: Reply) -> R:
        """What a client makes of a reply. Raises as it does."""
        if reply.data is None and operation.response is not None:
            raise TransportError("the connection ended")
        status = 500 if reply.fault else 200
        media = "application/soap+xml" if self.wire._version.name == "1.2" else "text/xml"
        return self.wire.result(
            operation, Incoming(status=status, content_type=media, body=reply.data or b"")
        )

    def call(self, operation: Operation[R], *body: Any, headers: Sequence[Any] = ()) -> R:
        """One call, from values to values."""
        return self.result(operation, self.send(operation, *body, headers=headers).wait())

    def close(self, timeout: float = 5.0) -> None:
        """Close the host, then look that nothing is left."""
        self.host.close(timeout)
        calls = self.host.calls
        self.standin.finish()
        assert calls.live == 0
        assert REGISTRY.live == self._registered
        assert owners.live() == self._owned

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self.host.abort()
