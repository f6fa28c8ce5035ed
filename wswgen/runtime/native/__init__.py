"""The native backend: Microsoft's Windows Web Services, webservices.dll, through ctypes.

Its functions are those of `wswgen.runtime.backend.Backend`; the other names are the vocabulary of
generated ``_native`` modules (`vocabulary`). Nothing of the DLL is loaded before the first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .vocabulary import BOOL as BOOL
from .vocabulary import BYTES as BYTES
from .vocabulary import DOUBLE as DOUBLE
from .vocabulary import FLOAT as FLOAT
from .vocabulary import INT8 as INT8
from .vocabulary import INT16 as INT16
from .vocabulary import INT32 as INT32
from .vocabulary import INT64 as INT64
from .vocabulary import QNAME as QNAME
from .vocabulary import RPC as RPC
from .vocabulary import TEXT as TEXT
from .vocabulary import UINT8 as UINT8
from .vocabulary import UINT16 as UINT16
from .vocabulary import UINT32 as UINT32
from .vocabulary import UINT64 as UINT64
from .vocabulary import WSZ as WSZ
from .vocabulary import Contract as Contract
from .vocabulary import Struct as Struct
from .vocabulary import array as array
from .vocabulary import attribute as attribute
from .vocabulary import branch as branch
from .vocabulary import buffer as buffer
from .vocabulary import choice as choice
from .vocabulary import choices as choices
from .vocabulary import element as element
from .vocabulary import enum as enum
from .vocabulary import nillable as nillable
from .vocabulary import operation as operation
from .vocabulary import optional as optional
from .vocabulary import optional_attribute as optional_attribute
from .vocabulary import optional_choice as optional_choice
from .vocabulary import parts as parts
from .vocabulary import struct as struct
from .vocabulary import text as text
from .vocabulary import whole as whole

if TYPE_CHECKING:
    from ..backend import AsyncCaller, Caller, ClientOptions, Host, HostOptions
    from ..service import Service
    from .stub import StubCall as StubCall


def connect(options: ClientOptions) -> Caller:
    """A caller through WsCall; see `backend.Connector`. Raises `NativeUnavailable`."""
    from .proxy import NativeCaller

    return NativeCaller(options)


def connect_async(options: ClientOptions) -> AsyncCaller:
    """A caller for asyncio; see `backend.Connector`. Raises `NativeUnavailable`."""
    from .proxy import AsyncNativeCaller

    return AsyncNativeCaller(options)


def start(service: Service, url: str, *, options: HostOptions, **rest: Any) -> Host:
    """Serve through a WS_SERVICE_HOST; see `backend.Backend`. Raises `WindowsWebServicesError`."""
    from .host import NativeHost

    return NativeHost(service, url, options=options, **rest)


def serve(
    service: Service, url: str, *, close_timeout: float, options: HostOptions, **rest: Any
) -> None:
    """Serve until SIGTERM or SIGINT; see `backend.Backend`."""
    from ..serving import serve_until_signal
    from .host import NativeHost

    host = NativeHost(service, url, options=options, **rest)
    serve_until_signal(host, type(service).__name__, close_timeout)
