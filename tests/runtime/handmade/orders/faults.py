from __future__ import annotations

from wswgen.runtime import Fault, xs

from .types import UnknownCustomerDetail


class UnknownCustomer(Fault):
    """The customer is not known."""

    detail: UnknownCustomerDetail

    def __init__(self, *, customer: xs.String) -> None:
        super().__init__("UnknownCustomer", detail=UnknownCustomerDetail(customer=customer))
