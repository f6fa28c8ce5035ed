"""Faults about header blocks: raised by handlers, caught from clients, whatever a peer sends."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest

import orders_client
from orders import Order, OrdersClient, Session, SessionExpired, UnknownCustomer, types
from orders import _contract as contract
from orders_server import Orders
from tests.cli.exercise import load
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime import Fault, FaultCode, Loopback, QName, XmlElement
from wswgen.runtime.backend import ClientOptions
from wswgen.runtime.soap import VERSIONS
from wswgen.runtime.wire import Incoming, Wire

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "wsdl"
EITHER = '"expired" element="tns:UnknownCustomer"'
Soap = Literal["1.1", "1.2"]
ENDED = datetime(2026, 1, 31, 18, tzinfo=UTC)
NS = "urn:example:orders"
EXPIRED = (
    f'<o:SessionExpired xmlns:o="{NS}"><o:ended>2026-01-31T18:00:00Z</o:ended></o:SessionExpired>'
)
UNKNOWN = f'<o:UnknownCustomer xmlns:o="{NS}"><o:customer>Bob</o:customer></o:UnknownCustomer>'


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_the_client_raises_what_the_handler_raised(soap: Soap) -> None:
    order: Order = orders_client.example()
    with Loopback(Orders()) as transport, OrdersClient(transport=transport, soap=soap) as client:
        with pytest.raises(SessionExpired) as caught:
            client.submit(order=order, session=Session(user="guest"))
        assert client.submit(order=order, session=Session(user="clerk")).endswith("clerk")
    assert caught.value.detail == types.SessionExpiredDetail(ended=ENDED)
    assert (caught.value.reason, caught.value.code) == ("SessionExpired", FaultCode.RECEIVER)


def reply(soap: Soap, header: str, detail: str) -> Fault:
    """What a client makes of a fault with these elements in its header and its detail."""
    if soap == "1.1":
        fault = f"<faultcode>s:Client</faultcode><faultstring>no</faultstring>{detail}"
        fault = fault.replace(detail, f"<detail>{detail}</detail>" if detail else "")
    else:
        fault = (
            "<s:Code><s:Value>s:Sender</s:Value></s:Code>"
            '<s:Reason><s:Text xml:lang="en">no</s:Text></s:Reason>'
        )
        fault += f"<s:Detail>{detail}</s:Detail>" if detail else ""
    version = VERSIONS[soap]
    message = (
        f'<s:Envelope xmlns:s="{version.namespace}"><s:Header>{header}</s:Header>'
        f"<s:Body><s:Fault>{fault}</s:Fault></s:Body></s:Envelope>"
    )
    options = ClientOptions(contract=contract.ORDERS_CONTRACT, url="http://h/", soap=soap)
    incoming = Incoming(status=500, content_type=version.media_type, body=message.encode())
    with pytest.raises(Fault) as caught:
        Wire(options).result(contract.SUBMIT, incoming)
    assert (caught.value.reason, caught.value.code) == ("no", FaultCode.SENDER)
    return caught.value


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_a_block_between_others_and_with_marks_of_soap(soap: Soap) -> None:
    marked = EXPIRED.replace("<o:SessionExpired", '<o:SessionExpired s:mustUnderstand="1"')
    fault = reply(soap, f'<x xmlns="urn:other"/>{marked}<y/>', "")
    assert isinstance(fault, SessionExpired)
    assert fault.detail.ended == ENDED


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_a_declared_detail_comes_before_a_declared_header(soap: Soap) -> None:
    """The detail is there only if the Body could not be processed (SOAP 1.1, section 4.4)."""
    assert isinstance(reply(soap, EXPIRED, UNKNOWN), UnknownCustomer)
    assert isinstance(reply(soap, EXPIRED, '<d xmlns="urn:other"/>'), SessionExpired)


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_each_belongs_in_its_own_place(soap: Soap) -> None:
    for fault in (reply(soap, UNKNOWN, ""), reply(soap, "", EXPIRED), reply(soap, "", "")):
        assert type(fault) is Fault


def test_one_element_in_both_places_has_two_exceptions(tmp_path: Path) -> None:
    text = (SAMPLES / "orders.wsdl").read_text("utf-8")
    path = tmp_path / "both.wsdl"
    path.write_text(text.replace('"expired" element="tns:SessionExpired"', EITHER), "utf-8")
    from_wsdl([path], tmp_path, Options(package="both"))
    package = load(tmp_path, "both")

    class Both(package.OrdersService):  # type: ignore[misc, name-defined]  # made by this test
        def submit(self, state: Any) -> str:
            raise (package.UnknownCustomer if state.session is None else HEADER)(customer="Bob")

        find = total = submit

    HEADER = package.UnknownCustomerHeaderError
    order = package.Order(
        customer="Bob", placed=ENDED, deliver_on=None, line=[],
        deliver_to=package.Address(street="s", city="c"), choice=package.OrderInvoice(invoice=True),
    )  # fmt: skip
    order.line.append(package.OrderLine(article="AB-1", quantity=1, unit_price=Decimal(1)))
    with Loopback(Both()) as transport, package.OrdersClient(transport=transport) as client:
        for session, wanted in (
            (None, package.UnknownCustomer),
            (package.Session(user="u"), HEADER),
        ):
            with pytest.raises(wanted) as caught:
                client.submit(order=order, session=session)
            assert type(caught.value) is wanted
            assert caught.value.detail.customer == "Bob"


@pytest.mark.parametrize("soap", ["1.1", "1.2"])
def test_a_block_that_is_not_as_declared_is_open_xml(soap: Soap) -> None:
    fault = reply(soap, EXPIRED.replace("T18", "X18"), '<d xmlns="urn:other"/>')
    assert type(fault) is Fault
    assert [each.name for each in fault.detail] == [
        QName("urn:other", "d"),
        QName(NS, "SessionExpired"),
    ]
    assert all(isinstance(each, XmlElement) for each in fault.detail)
