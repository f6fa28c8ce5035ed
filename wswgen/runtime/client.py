"""The base classes of generated clients."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar
from urllib.parse import urlsplit

from .backend import MIB, AsyncCaller, Caller, ClientOptions, Connector, Scope, choose, chosen
from .contract import Contract, Endpoint, Operation
from .errors import UsageError
from .token import CancelToken

if TYPE_CHECKING:
    import ssl as _ssl

R = TypeVar("R")


class _Base:
    """What both clients share: the options, and how long a call may last."""

    contract: ClassVar[Contract]

    def __init__(
        self,
        url: str | None = None,
        *,
        timeout: float | None = None,
        endpoint: str | None = None,
        soap: Literal["1.1", "1.2"] | None = None,
        backend: str | None = None,
        transport: Connector | None = None,
        ssl: _ssl.SSLContext | None = None,
        headers: Mapping[str, str] | None = None,
        max_reply: int = 64 * MIB,
    ) -> None:
        """A client of the service at ``url``; nothing is connected yet.

        ``url`` None is the address in the WSDL. ``endpoint`` names the port whose address, SOAP
        version and actions are used (the first one unless named); ``soap`` picks the first port
        of that version. ``timeout`` bounds every call, in seconds from its start to the whole
        reply; None does not. ``backend`` is "portable" or "native"; ``transport`` takes its place
        (for tests: `Loopback`). ``headers`` are added to every HTTP request. ``max_reply`` bounds
        a reply in bytes. Proxies of the environment are not used, redirects not followed.
        Raises `UsageError` for an endpoint that is not in the contract, or a URL that is no URL.
        """
        port = _endpoint(self.contract, endpoint, soap)
        self.__timeout = timeout
        self.__token: CancelToken | None = None
        options = ClientOptions(
            contract=self.contract,
            url=_checked(url or port.address, None if transport is not None else chosen(backend)),
            soap=port.soap,
            soap_actions=port.soap_actions,
            ssl=ssl,
            headers=dict(headers or {}),
            max_reply=max_reply,
        )
        self._attach(transport if transport is not None else choose(backend), options)

    def _attach(self, connector: Connector, options: ClientOptions) -> None:
        raise NotImplementedError

    def within(self, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Self:
        """This client with another time limit for its calls, or a token that ends them.

        It shares the connections: close the original. What is not given stays as it is. The call
        raises `TimedOut`, or `Cancelled` when the token is cancelled; both close its connection.
        """
        other = copy.copy(self)
        if timeout is not None:
            other.__timeout = timeout
        if cancel is not None:
            other.__token = cancel
        return other

    def _scope(self) -> Scope:
        token, timeout = self.__token, self.__timeout
        deadline = None if timeout is None else time.monotonic() + timeout
        if token is not None and token.deadline is not None:
            deadline = token.deadline if deadline is None else min(deadline, token.deadline)
        return Scope(deadline=deadline, timeout=timeout, token=token)


class Client(_Base):
    """Calls a port type; threads may share it. Close it, or use it as a context manager."""

    __caller: Caller

    def _attach(self, connector: Connector, options: ClientOptions) -> None:
        self.__caller = connector.connect(options)

    def close(self) -> None:
        """Give up the connections."""
        self.__caller.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.close()

    def _call(self, operation: Operation[R], /, *body: Any, headers: Sequence[Any] = ()) -> R:
        """One call; returns or raises what the caller of the generated method sees."""
        return self.__caller.call(operation, body, headers, self._scope())


class AsyncClient(_Base):
    """Calls a port type from asyncio. Close it, or use it as an asynchronous context manager.

    Cancelling the task that waits for a call closes the connection of that call.
    """

    __caller: AsyncCaller

    def _attach(self, connector: Connector, options: ClientOptions) -> None:
        self.__caller = connector.connect_async(options)

    async def aclose(self) -> None:
        """Give up the connections."""
        await self.__caller.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        await self.aclose()

    async def _call(self, operation: Operation[R], /, *body: Any, headers: Sequence[Any] = ()) -> R:
        """One call; returns or raises what the caller of the generated method sees."""
        return await self.__caller.call(operation, body, headers, self._scope())


def _endpoint(contract: Contract, name: str | None, soap: Literal["1.1", "1.2"] | None) -> Endpoint:
    for endpoint in contract.endpoints:
        if name in (None, endpoint.port) and soap in (None, endpoint.soap):
            return endpoint
    ports = ", ".join(f"{endpoint.port} (SOAP {endpoint.soap})" for endpoint in contract.endpoints)
    wanted = " ".join(filter(None, (name, soap and f"SOAP {soap}"))) or "any"
    raise UsageError(f"{contract.name} has no endpoint {wanted}, only: {ports or 'none'}")


def _checked(url: str, backend: str | None) -> str:
    if backend is None:
        return url or "http://localhost/"
    if backend == "native":
        return url  # which has schemes of its own, and looks itself
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise UsageError(f"{url!r} is no URL that can be called: http:// or https:// and a host")
    return url
