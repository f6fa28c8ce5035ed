"""Heaps, readers, writers and XML buffers of a real webservices.dll: Wine's.

Error objects stay our own, for Wine has no faults in them; so its functions get none.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from wswgen.runtime.native.abi import WebServices, prototypes
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.abi.xml_functions import XmlFunctions

from .errors import Errors
from .ledger import Refused


class WineHalf:
    """Takes the place of `xmlhalf.XmlHalf`."""

    def __init__(self, dll: WebServices) -> None:
        for name in vars(XmlFunctions):
            if name.startswith("Ws") and not hasattr(Errors, name):
                setattr(self, name, _wrapped(getattr(dll, name), name))


def _wrapped(function: Any, name: str) -> Callable[..., int]:
    names = list(signature(getattr(WebServices, name)).parameters)[1:]
    error = names.index("error") if names[-1] == "error" else -1
    returns = prototypes()[name].result is not None

    def call(*arguments: int) -> int:
        given: list[Any] = list(arguments)
        if error >= 0:
            given[error] = None
        result = function(*given)
        if not returns:
            return 0
        code = hr.unsigned(result)
        if hr.failed(code):
            raise Refused(code)
        return code

    return call
