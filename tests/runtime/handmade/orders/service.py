from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from wswgen.runtime import MaybeAwaitable, OperationState, Service, operation, xs

from ._contract import BLOCK, DESCRIBE, DIVIDE, NOTIFY, ORDERS, SUBMIT
from .types import DescribeResult, DivideResponse, Order, SessionHeader


@dataclass(kw_only=True, slots=True, eq=False)
class SubmitState(OperationState):
    """One running Submit call: its parameters, its cancellation, its clean-up."""

    order: Order
    session: SessionHeader | None = None


@dataclass(kw_only=True, slots=True, eq=False)
class BlockState(OperationState):
    """One running Block call: its parameters, its cancellation, its clean-up."""

    key: xs.Int


@dataclass(kw_only=True, slots=True, eq=False)
class DivideState(OperationState):
    """One running Divide call: its parameters, its cancellation, its clean-up."""

    a: xs.Int
    b: xs.Int


@dataclass(kw_only=True, slots=True, eq=False)
class NotifyState(OperationState):
    """One running Notify call: its parameters, its cancellation, its clean-up."""

    text: xs.String


@dataclass(kw_only=True, slots=True, eq=False)
class DescribeState(OperationState):
    """One running Describe call: its parameters, its cancellation, its clean-up."""

    first: xs.String
    second: xs.Int


class OrdersService(Service):
    """Port type Orders: subclass it and override every operation."""

    contract = ORDERS

    @operation(SUBMIT, state=SubmitState)
    @abstractmethod
    def submit(self, state: SubmitState) -> MaybeAwaitable[xs.String]:
        """Submit an order."""

    @operation(BLOCK, state=BlockState)
    @abstractmethod
    def block(self, state: BlockState) -> MaybeAwaitable[None]:
        """Wait until somebody cancels."""

    @operation(DIVIDE, state=DivideState, cancel=False)
    @abstractmethod
    def divide(self, state: DivideState) -> MaybeAwaitable[DivideResponse]:
        """Divide: nothing cancels it."""

    @operation(NOTIFY, state=NotifyState)
    @abstractmethod
    def notify(self, state: NotifyState) -> MaybeAwaitable[None]:
        """Take a text: one-way."""

    @operation(DESCRIBE, state=DescribeState)
    @abstractmethod
    def describe(self, state: DescribeState) -> MaybeAwaitable[DescribeResult]:
        """Several body parts and a header."""
