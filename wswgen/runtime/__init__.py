"""What generated code, and the programs that use it, import.

Standard library only, relative imports only: the folder can be copied beside generated code.
Every name is loaded on first use, so that importing a generated package costs little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import xml as xml
    from . import xs as xs
    from .backend import Host as Host
    from .backend import Limits as Limits
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client
    from .contract import Contract as Contract
    from .contract import Endpoint as Endpoint
    from .contract import FaultPart as FaultPart
    from .contract import Message as Message
    from .contract import Operation as Operation
    from .contract import Part as Part
    from .element import XmlElement as XmlElement
    from .errors import Cancelled as Cancelled
    from .errors import DecodeError as DecodeError
    from .errors import EncodeError as EncodeError
    from .errors import LeakError as LeakError
    from .errors import MessageError as MessageError
    from .errors import TimedOut as TimedOut
    from .errors import TransportError as TransportError
    from .errors import UsageError as UsageError
    from .errors import WsError as WsError
    from .fault import Fault as Fault
    from .fault import FaultCode as FaultCode
    from .loopback import Loopback as Loopback
    from .periods import Duration as Duration
    from .periods import GDay as GDay
    from .periods import GMonth as GMonth
    from .periods import GMonthDay as GMonthDay
    from .periods import GYear as GYear
    from .periods import GYearMonth as GYearMonth
    from .service import MaybeAwaitable as MaybeAwaitable
    from .service import Service as Service
    from .service import operation as operation
    from .state import CallContext as CallContext
    from .state import OperationState as OperationState
    from .state import finish as finish
    from .times import PreciseDateTime as PreciseDateTime
    from .times import PreciseTime as PreciseTime
    from .times import ZonedDate as ZonedDate
    from .token import CancelReason as CancelReason
    from .token import CancelToken as CancelToken
    from .values import QName as QName
    from .xml import NIL as NIL

PROTOCOL = 1
"""What generated code and this runtime agree on; it grows when generated code must be made anew."""

_HOME = {
    "backend": ("Host", "Limits"),
    "token": ("CancelReason", "CancelToken"),
    "client": ("AsyncClient", "Client"),
    "element": ("XmlElement",),
    "times": ("PreciseDateTime", "PreciseTime", "ZonedDate"),
    "periods": ("Duration", "GDay", "GMonth", "GMonthDay", "GYear", "GYearMonth"),
    "values": ("QName",),
    "xml": ("NIL",),
    "contract": ("Contract", "Endpoint", "FaultPart", "Message", "Operation", "Part"),
    "errors": (
        "Cancelled",
        "DecodeError",
        "EncodeError",
        "LeakError",
        "MessageError",
        "TimedOut",
        "TransportError",
        "UsageError",
        "WsError",
    ),
    "fault": ("Fault", "FaultCode"),
    "loopback": ("Loopback",),
    "service": ("MaybeAwaitable", "Service", "operation"),
    "state": ("CallContext", "OperationState", "finish"),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in ("xml", "xs"):
        return import_module(f".{name}", __name__)
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE, "xml", "xs"})
