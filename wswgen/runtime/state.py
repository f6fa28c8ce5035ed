"""What a handler gets: the base class of generated states, and the facts about one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from .cancel import Call, detached
from .token import CancelToken

if TYPE_CHECKING:
    from .element import XmlElement


@dataclass(kw_only=True, slots=True, eq=False)
class CallContext:
    """Where a call came from.

    ``operation`` is the name in the WSDL, ``soap`` the envelope's version, ``address`` the URL or
    path that was called, ``peer`` the other side ("host:port") or "". ``headers`` are those of
    the transport, lower-case; ``blocks`` are the SOAP header blocks that the contract does not
    name and that need not be understood.
    """

    operation: str = ""
    soap: str = ""
    address: str = ""
    peer: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    blocks: Sequence[XmlElement] = ()


class OperationState:
    """One running call. Generated classes add a field for every parameter of the operation.

    A state made by hand, in a test, belongs to no host: ``state.token.cancel()`` cancels it, and
    `finish` runs what its handler deferred.
    """

    # Twice underlined, so that no parameter of any operation can have these names.
    __slots__ = ("__call", "__context", "__weakref__")
    __call: Call
    __context: CallContext | Callable[[], CallContext]

    @property
    def token(self) -> CancelToken:
        """Whether and why this call was cancelled, and the time that it has left."""
        return self.__life()

    @property
    def context(self) -> CallContext:
        """Where this call came from."""
        try:
            context = self.__context
        except AttributeError:
            context = CallContext(operation=type(self).__name__)
        if not isinstance(context, CallContext):
            context = context()
        self.__context = context
        return context

    def check(self) -> None:
        """Raise `Cancelled` if this call was cancelled, every time."""
        self.__life().check()

    def on_cancel(self, hook: Callable[..., object], *args: Any) -> None:
        """Have ``hook(*args)`` called once if this call is cancelled; at once if it was.

        Hooks run in the order in which they were added: on the event loop of an ``async def``
        handler, on another thread for a ``def`` handler. One that raises is logged.
        """
        self.__life().on_cancel(hook, *args)

    def defer(self, cleanup: Callable[..., object], *args: Any) -> None:
        """Have ``cleanup(*args)`` called once when this call is over, however it ends.

        Clean-ups run last in first out, after every cancel hook that is running has returned.
        """
        self.__life().defer(cleanup, *args)

    @classmethod
    def of(cls, state: OperationState) -> Self:
        """``state`` as this class, typed.

        Raises TypeError if the service does not create this class for the operation.
        """
        if isinstance(state, cls):
            return state
        raise TypeError(
            f"the state is a {type(state).__name__}, not a {cls.__name__}:"
            f" name it on the service class, `states = ({cls.__name__},)`"
        )

    def __life(self) -> Call:
        try:
            return self.__call
        except AttributeError:
            self.__call = call = detached(type(self).__name__)
            return call


_set_call = vars(OperationState)["_OperationState__call"].__set__
_set_context = vars(OperationState)["_OperationState__context"].__set__


def bind(state: OperationState, call: Call, context: Callable[[], CallContext]) -> None:
    """Give a state the call that it is for; ``context`` is asked the first time it is needed."""
    _set_call(state, call)
    _set_context(state, context)


def finish(state: OperationState) -> None:
    """End the call of a state made by hand: the deferred clean-ups run, as in a host."""
    call = state.token
    assert isinstance(call, Call)
    call.complete()
    call.release()
