"""The functions of webservices.dll that we call, as one typed object.

The annotations are the prototypes: `prototypes` reads the C types out of them, so that each
function is written down once. Pages: `nf-webservices-` and the name in lower case.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, Protocol, get_args, get_type_hints

from .service_functions import ServiceFunctions
from .xml_functions import XmlFunctions


class Prototype(NamedTuple):
    """The C types of a function; ``result`` is None for void."""

    result: type[Any] | None
    parameters: tuple[type[Any], ...]


class WebServices(XmlFunctions, ServiceFunctions, Protocol):
    """webservices.dll, or what takes its place in a test."""


@cache
def prototypes() -> dict[str, Prototype]:
    """The prototype of each function of `WebServices`, by name."""
    return {
        name: _prototype(method)
        for part in (XmlFunctions, ServiceFunctions)
        for name, method in vars(part).items()
        if name.startswith("Ws")
    }


def _prototype(method: Any) -> Prototype:
    hints = get_type_hints(method, include_extras=True)
    result = hints.pop("return")
    # Each alias of `kinds` is Annotated[a Python type, the C type].
    return Prototype(
        None if result is type(None) else get_args(result)[1],
        tuple(get_args(hint)[1] for hint in hints.values()),
    )
