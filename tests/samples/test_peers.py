"""Clients and servers that we did not write, against the sample services and clients."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree
from zeep import xsd

import calculator_client
import devices_client
import orders_client
from block_unblock_server import BlockUnBlock
from calculator import CalculatorClient
from calculator_server import Calculator
from devices_server import Library, Registry
from orders_server import Orders
from tests.needs import missing
from tests.samples.judge import Judge
from tests.samples.wire import Recorder, serving
from wswgen.runtime import Fault, Service

WAIT = 30


def _zeep(server: Recorder) -> Any:
    make: Any = zeep.Client  # it has no types
    return make(f"{server.url}?wsdl", settings=zeep.Settings(strict=True, xml_huge_tree=False))


def _judged(server: Recorder, sample: str, folder: Path) -> list[str]:
    judge = Judge(sample, folder)
    return [judge.check_envelope(message) for message in server.messages]


@pytest.fixture
def calculator() -> Iterator[Recorder]:
    with serving(Calculator()) as server:
        yield server


@pytest.fixture
def orders() -> Iterator[Recorder]:
    with serving(Orders()) as server:
        yield server


def test_zeep_calls_the_calculator(calculator: Recorder, tmp_path: Path) -> None:
    service = _zeep(calculator).service
    assert service.Add(a=2**31 - 1, b=-(2**31)) == -1
    answer = service.Divide(dividend=-7, divisor=2)
    assert (answer.quotient, answer.remainder) == (-3, -1)
    with pytest.raises(zeep.exceptions.Fault) as caught:
        service.Divide(dividend=5, divisor=0)
    assert caught.value.message == "division by zero"
    assert caught.value.detail[0].tag == "{urn:example:calculator}DivisionByZero"
    assert caught.value.detail[0][0].text == "5"
    bodies = _judged(calculator, "calculator", tmp_path)
    assert bodies == ["Add", "AddResponse", "Divide", "DivideResponse", "Divide", "Fault"]


def test_zeep_blocks_and_unblocks(tmp_path: Path) -> None:
    service = BlockUnBlock()
    with serving(service) as server:
        waited: list[Any] = []

        def wait() -> None:
            waited.append(_zeep(server).service.Block(key="k"))

        client = _zeep(server).service
        thread = threading.Thread(target=wait)
        thread.start()
        deadline = threading.Event()
        released = 0
        for _ in range(1000):
            released = client.UnBlock(key="k")
            if released:
                break
            deadline.wait(0.01)
        thread.join(WAIT)
        assert released == 1
        assert len(waited) == 1
        assert isinstance(waited[0], timedelta)
        assert client.UnBlock() == 0
        _judged(server, "block_unblock", tmp_path)


@pytest.mark.parametrize("port", ["OrdersPort", "OrdersPort12"])
def test_zeep_is_told_in_the_header_what_is_wrong_with_a_header(
    orders: Recorder, tmp_path: Path, port: str
) -> None:
    client = _zeep(orders)
    order = {"customer": "Ada", "placed": datetime.now(UTC), "deliverOn": None,
             "deliverTo": {"street": "s", "city": "c"}, "invoice": True,
             "line": [{"article": "AB-1", "quantity": 1, "unitPrice": 1}]}  # fmt: skip
    with pytest.raises(zeep.exceptions.Fault) as caught:
        client.bind(port_name=port).Submit(order=order, _soapheaders={"session": {"user": "guest"}})
    assert caught.value.message == "SessionExpired"
    assert caught.value.detail is None
    assert _judged(orders, "orders", tmp_path) == ["Submit", "Fault"]
    envelope = etree.fromstring(orders.messages[-1])
    header, body = envelope
    assert [etree.QName(block).localname for block in header] == ["SessionExpired"]
    assert header[0][0].text == "2026-01-31T18:00:00Z"
    assert not [each for each in body.iter() if etree.QName(each).localname.lower() == "detail"]


@pytest.mark.parametrize("port", ["OrdersPort", "OrdersPort12"])
def test_zeep_orders(orders: Recorder, tmp_path: Path, port: str) -> None:
    client = _zeep(orders)
    service = client.bind(port_name=port)
    placed = datetime(2026, 11, 22, 10, 30, 0, 123456, tzinfo=UTC)
    line = {
        "article": "AB-12",
        "quantity": 3,
        "unitPrice": Decimal("9.50"),
        "color": "dark blue",
        "size": "12",
        "labels": ["gift"],
        "id": "L1",
    }
    order = {
        "customer": "Zoë <&>",
        "placed": placed,
        "deliverOn": None,
        "priority": 5,
        "deliverTo": {"street": "s", "city": "c", "country": "BE"},
        "voucher": "V1",
        "rest": Decimal("0.10"),
        "line": [line, {"article": "CD-1", "quantity": 10**20, "unitPrice": 0, "remark": xsd.Nil}],
        "note": {"_value_1": [{"text": "a"}, {"picture": b"\x00\xff"}, {"text": "b"}]},
    }
    receipt = service.Submit(order=order, _soapheaders={"session": {"user": "clerk"}})
    assert receipt == "R-1 for Zoë <&>, by clerk"
    found = service.Find(customer="Zoë <&>", since=date(2026, 1, 1), color=["dark blue", "red"])
    assert int(found.header.quota) == 99
    back = found.body.order[0]
    assert back.placed == placed
    assert back.deliverOn is None
    assert back.priority == 5
    assert (back.voucher, back.rest) == ("V1", Decimal("0.10"))
    assert back.line[1].quantity == 10**20
    assert [next(iter(item)) for item in back.note["_value_1"]] == ["text", "picture", "text"]
    total = service.Total(line=[line, line])
    assert (total.amount, total.weight) == (Decimal("57.00"), 1.5)
    with pytest.raises(zeep.exceptions.Fault) as caught:
        service.Submit(order={**order, "customer": "nobody"})
    assert caught.value.detail[0].tag == "{urn:example:orders}UnknownCustomer"
    with pytest.raises(zeep.exceptions.Fault) as caught:
        service.Submit(order={**order, "line": [{**line, "article": "ZZ-9"}]})
    assert caught.value.detail[0].text == "ZZ-9"
    assert len(_judged(orders, "orders", tmp_path)) == 10


@pytest.mark.parametrize("port", ["Registry11", "Registry12"])
def test_zeep_registers_devices(tmp_path: Path, port: str) -> None:
    registry = Registry()
    with serving(registry) as server:
        client = _zeep(server)
        service = client.bind("Devices", port)
        types = client.type_factory("urn:example:devices:types")
        sensor = types.Sensor(
            serial="S-0001",
            revision=7,
            unit="°C",
            reading=[{"_value_1": 21.5, "at": datetime(2026, 1, 1, tzinfo=UTC), "quality": 9}],
            Location={
                "building": "A",
                "floor": None,
                "_value_1": [{"door": "left", "key": 7}, {"door": "right", "key": 8}],
                "near": ["N-01"],
            },
        )
        camera = types.Camera(
            serial="C-0001",
            revision=8,
            width=640,
            height=480,
            night=True,
            firmware="00FF",  # zeep leaves hexBinary to its caller
            part=[sensor],
        )
        service.Register(device=camera)
        found = service.Look(serial=["C-0001", "none"], deep=True)
        device = found.entry[0].device
        assert type(device).__name__ == "Camera"
        assert (device.width, device.firmware, device.night) == (640, "00FF", True)
        assert (found.entry[1].serial, found.entry[1].device) == ("none", None)
        inner = device.part[0]
        assert type(inner).__name__ == "Sensor"
        assert (inner.unit, inner.reading[0]["_value_1"]) == ("°C", 21.5)
        assert (inner.Location.building, inner.Location.floor) == ("A", None)
        # zeep cannot write a member of a substitution group in place of its abstract head.
        service.Notify(log={})
        assert registry.notified.wait(WAIT)
        _judged(server, "devices", tmp_path)


def test_zeep_reads_and_stores_manuals(tmp_path: Path) -> None:
    with serving(Library()) as server:
        service = _zeep(server).bind("Manuals", "Library")
        page = service.Fetch(serial="S-0001", page=3)
        assert page.pages == 3
        assert page.manual.lang == "en"
        service.Store(manual={"_value_1": [], "lang": "nl"})
        assert service.Fetch(serial="S-0001", page=1).manual.lang == "nl"
        _judged(server, "devices", tmp_path)


@pytest.mark.parametrize(
    ("sample", "service", "calls"),
    [
        ("calculator", Calculator, calculator_client.main),
        ("orders", Orders, lambda url: asyncio.run(orders_client.main(url))),
        ("devices", Registry, devices_client.main),
    ],
)
def test_what_our_own_clients_send_is_valid(
    sample: str, service: Callable[[], Service], calls: Callable[[str], None], tmp_path: Path
) -> None:
    with serving(service()) as server:
        calls(server.url)
        assert len(_judged(server, sample, tmp_path)) >= 5


# --- curl -------------------------------------------------------------------------------------


def _curl(url: str, body: str, *options: str) -> tuple[int, str]:
    if shutil.which("curl") is None:
        missing("curl")
    command = ["curl", "-sS", "--data-binary", "@-", "-w", "\n%{http_code}", *options, url]
    result = subprocess.run(
        command, input=body.encode(), capture_output=True, check=True, timeout=WAIT
    )
    text, _, status = result.stdout.decode().rpartition("\n")
    return int(status), text


ADD = '<Add xmlns="urn:example:calculator"><a>2</a><b>3</b></Add>'


def _in(space: str, body: str) -> str:
    return f'<e:Envelope xmlns:e="{space}"><e:Body>{body}</e:Body></e:Envelope>'


TOTAL = '<Total xmlns="urn:example:orders"/>'
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"


def test_curl_speaks_soap_1_1(calculator: Recorder, tmp_path: Path) -> None:
    status, text = _curl(
        calculator.url, _in(SOAP11, ADD),
        "-H", "Content-Type: text/xml; charset=utf-8",
        "-H", 'SOAPAction: "urn:example:calculator/Add"',
    )  # fmt: skip
    assert status == 200
    assert ">5<" in text
    assert _judged(calculator, "calculator", tmp_path) == ["Add", "AddResponse"]


def test_curl_speaks_soap_1_2(orders: Recorder, tmp_path: Path) -> None:
    kind = 'Content-Type: application/soap+xml; action="urn:example:orders/Total"'
    status, text = _curl(orders.url, _in(SOAP12, TOTAL), "-H", kind)
    assert status == 200
    assert SOAP12 in text
    assert _judged(orders, "orders", tmp_path) == ["Total", "TotalResponse"]


def test_curl_sends_nonsense(calculator: Recorder) -> None:
    status, text = _curl(calculator.url, "<not closed", "-H", "Content-Type: text/xml")
    assert status == 400  # WS-I Basic Profile 1.1, R1113: what is not well-formed
    assert "Client" in text
    status, text = _curl(
        calculator.url, _in(SOAP11, ADD), "-H", "Content-Type: text/xml",
        "-H", 'SOAPAction: "urn:example:calculator/Add"',
    )  # fmt: skip
    assert status == 200


# --- spyne ------------------------------------------------------------------------------------


def test_our_client_calls_spyne() -> None:
    # A process of its own: spyne replaces parts of the import system as it is imported.
    script = Path(__file__).with_name("spyne_calculator.py")
    command = [sys.executable, "-W", "ignore", str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline())
            with CalculatorClient(f"http://127.0.0.1:{port}/", timeout=WAIT) as client:
                assert client.add(a=40, b=2) == 42
                answer = client.divide(dividend=17, divisor=5)
                assert (answer.quotient, answer.remainder) == (3, 2)
                with pytest.raises(Fault, match="not by zero"):
                    client.divide(dividend=1, divisor=0)
        finally:
            server.kill()
