"""The portable backend: an ASGI application, a uvicorn host, clients on HTTP/1.1.

The functions are those of `backend.Backend`; what they need is imported when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..backend import ClientOptions, Host, HostOptions
    from ..service import Service
    from .aio import AsyncHttpCaller
    from .client import HttpCaller


def connect(options: ClientOptions) -> HttpCaller:
    """For a `Client`. Nothing is connected yet."""
    from .client import HttpCaller

    return HttpCaller(options)


def connect_async(options: ClientOptions) -> AsyncHttpCaller:
    """For an `AsyncClient`. Nothing is connected yet."""
    from .aio import AsyncHttpCaller

    return AsyncHttpCaller(options)


def start(service: Service, url: str, *, options: HostOptions, **rest: Any) -> Host:
    """Serve on a thread of its own and return as soon as callers can connect."""
    from .serve import start

    return start(service, url, options=options, **rest)


def serve(service: Service, url: str, *, options: HostOptions, **rest: Any) -> None:
    """Serve until SIGTERM or SIGINT."""
    from .serve import serve

    serve(service, url, options=options, **rest)
