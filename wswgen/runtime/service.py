"""The base class of generated services, and the decorator that ties methods to operations."""

from __future__ import annotations

from abc import ABC
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar, Unpack

from .backend import Host, HostOptions, choose
from .contract import Contract, Operation
from .state import OperationState

if TYPE_CHECKING:
    import ssl

    from .http.asgi import AsgiApplication

T = TypeVar("T")
M = TypeVar("M", bound=Callable[..., Any])

MaybeAwaitable: TypeAlias = T | Awaitable[T]
"""What a handler returns: the result (``def``) or an awaitable of it (``async def``)."""

# No operation's method can have these names, so they cannot clash with one.
_MARK = "__wswgen_operation__"
_BINDINGS = "__wswgen_bindings__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One operation of a service class: the method that handles it, the state it gets."""

    operation: Operation[Any]
    method: str
    state: type[OperationState]
    cancel: bool = True


def operation(
    operation: Operation[Any], *, state: type[OperationState], cancel: bool = True
) -> Callable[[M], M]:
    """Mark a method as the handler of ``operation``; overrides of it need no mark.

    ``cancel`` False leaves the operation unregistered: no cancel ever reaches its calls (C10).
    """

    def mark(method: M) -> M:
        binding = Binding(operation=operation, method=method.__name__, state=state, cancel=cancel)
        setattr(method, _MARK, binding)
        return method

    return mark


class Service(ABC):
    """A port type to serve. Subclass the generated class and override every operation.

    ``states`` names subclasses of generated states that the runtime is to create instead: they
    are dataclasses whose own fields have defaults.
    """

    contract: ClassVar[Contract]
    states: ClassVar[tuple[type[OperationState], ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        found: dict[str, Binding] = {}
        for base in reversed(cls.__mro__):
            for value in vars(base).values():
                binding = getattr(value, _MARK, None)
                if isinstance(binding, Binding):
                    found[binding.operation.name] = binding
        for state in cls.states:
            _use_state(cls, found, state)
        setattr(cls, _BINDINGS, found)

    def asgi(self, **options: Unpack[HostOptions]) -> AsgiApplication:
        """This service as an ASGI application, for any ASGI server; see `Limits`."""
        from .http.asgi import AsgiApplication

        return AsgiApplication(self, **options)

    def start(
        self,
        url: str,
        *,
        backend: str | None = None,
        ssl: ssl.SSLContext | None = None,
        **options: Unpack[HostOptions],
    ) -> Host:
        """Serve at ``url`` on threads of its own; returns as soon as callers can connect.

        Port 0 takes a free one, see `Host.url`. Use it as a context manager or call its `close`.
        Raises `UsageError` for a URL that cannot be served, OSError for an address in use.
        """
        return choose(backend).start(self, url, ssl=ssl, options=options)

    def serve(
        self,
        url: str,
        *,
        backend: str | None = None,
        close_timeout: float = 5.0,
        ssl: ssl.SSLContext | None = None,
        **options: Unpack[HostOptions],
    ) -> None:
        """Serve at ``url`` until SIGTERM or SIGINT.

        Then nothing more is accepted, running calls have ``close_timeout`` seconds to end, and
        those that remain are cancelled with HOST_ABORT. Raises as `start` does.
        """
        choose(backend).serve(self, url, ssl=ssl, close_timeout=close_timeout, options=options)


def bindings(service: type[Service]) -> Mapping[str, Binding]:
    """The operations of a service class by their names in the WSDL."""
    found: Mapping[str, Binding] = getattr(service, _BINDINGS)
    return found


def _use_state(
    service: type[Service], found: dict[str, Binding], state: type[OperationState]
) -> None:
    used = [binding for binding in found.values() if issubclass(state, binding.state)]
    if not used:
        raise TypeError(
            f"{service.__name__}.states: {state.__name__} derives from the state of no operation"
        )
    for binding in used:
        known = {item.name for item in _fields(binding.state)}
        for item in _fields(state):
            if item.name in known or not item.init:
                continue
            if item.default is MISSING and item.default_factory is MISSING:
                raise TypeError(
                    f"{service.__name__}.states: {state.__name__}.{item.name} needs a default,"
                    " for the runtime cannot know its value"
                )
        found[binding.operation.name] = replace(binding, state=state)


def _fields(cls: type[Any]) -> tuple[Field[Any], ...]:
    return fields(cls) if is_dataclass(cls) else ()
