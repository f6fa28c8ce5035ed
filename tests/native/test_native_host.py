"""Hosts and calls that go wrong: a clear exception or a fault each time, and nothing is left."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

import calculator
import orders
from orders_client import example
from tests.native.driving import Stage, implement
from tests.native.script import ADD, REQUEST, Script
from tests.native.standin.answers import (
    Answers,
    BareCode,
    Disclosure,
    Given,
    Opening,
    Registration,
    every_answer,
)
from tests.native.standin.play import StandIn
from tests.native.standin.soap import Version
from tests.native.standin.tree import Name, parse, serialize
from wswgen import pipeline
from wswgen.options import Options
from wswgen.runtime.backend import Limits
from wswgen.runtime.errors import UsageError, WindowsWebServicesError
from wswgen.runtime.fault import Fault, FaultCode
from wswgen.runtime.native import owners
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.bindings import parse_address
from wswgen.runtime.native.host import NativeHost, ServiceHost
from wswgen.runtime.service import Service
from wswgen.runtime.token import CancelReason

URL = "http://localhost:8080/stage"
WSDL = Path(__file__).parents[2] / "samples" / "wsdl" / "calculator.wsdl"
SUBMIT = orders.OrdersService.contract.operations[0]


def _calculator(handler: Any = lambda state: state.a + state.b) -> Service:
    return implement(calculator.CalculatorService, handler)


# --- life


def test_every_legal_order_of_a_host() -> None:
    with StandIn() as standin:
        host = ServiceHost(standin.dll, _calculator(), parse_address(URL), Limits())
        host.abort()
        host.reset()
        for _ in range(2):
            host.open()
            results: list[int] = []
            host.shut(results.append)
            assert results == [0]
            host.reset()
        host.open()
        host.abort()
        host.shut(results.append)
        host.close()
        host.close()
    assert owners.live() == {}


@pytest.mark.parametrize("opening", Opening)
def test_illegal_orders_raise_before_the_dll_is_asked(opening: Opening) -> None:
    with StandIn(Answers(opening=opening)) as standin:
        host = ServiceHost(standin.dll, _calculator(), parse_address(URL), Limits())
        with pytest.raises(UsageError, match="CREATED cannot be closed"):
            host.shut(lambda _: None)
        host.open()
        with pytest.raises(UsageError, match="OPEN cannot be opened"):
            host.open()
        with pytest.raises(UsageError, match="OPEN cannot be reset"):
            host.reset()
        host.abort()
        with pytest.raises(UsageError, match="FAULTED cannot be opened"):
            host.open()
        closed: list[int] = []
        host.shut(closed.append)
        standin.threads.join(10)
        assert closed == [0]
        host.close()
        with pytest.raises(UsageError, match="is freed"):
            host.open()
        host.abort()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (hr.E_ACCESSDENIED, "netsh http add urlacl url=http://+:8080/stage/"),
        (hr.WS_E_ADDRESS_IN_USE, "another program"),
        (hr.WS_E_ADDRESS_NOT_AVAILABLE, "none of this machine"),
    ],
)
def test_an_address_that_cannot_be_had_says_what_to_do(result: int, words: str) -> None:
    with StandIn() as standin:
        standin.refused_urls[URL] = result
        with pytest.raises(WindowsWebServicesError) as raised:
            NativeHost(_calculator(), URL, options={}, dll=standin.dll)
        text = str(raised.value)
        assert words in text
        assert f"cannot listen at {URL}" in text  # what the error object says
        assert hr.name_of(result) in text
    assert owners.live() == {}


@pytest.mark.parametrize(
    "url",
    ["", "localhost", "ftp://localhost/x", "http://", "http://h/x?y", "http://h/ü", "http://h:x/"],
)
def test_what_is_no_url_is_refused(url: str) -> None:
    with StandIn() as standin, pytest.raises(UsageError):
        NativeHost(_calculator(), url, options={}, dll=standin.dll)


def test_two_hosts_at_one_address() -> None:
    with Stage(_calculator()) as stage:
        with pytest.raises(WindowsWebServicesError, match="WS_E_ADDRESS_IN_USE"):
            NativeHost(_calculator(), stage.url, options={}, dll=stage.standin.dll)
        assert stage.call(ADD, REQUEST) == 42


def _generated(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, *, text: str = "", **options: Any
) -> type[Service]:
    """The service class of the calculator, generated again under another name."""
    wsdl = folder / "calculator.wsdl"
    wsdl.write_text(text or WSDL.read_text("utf-8"), "utf-8")
    pipeline.from_wsdl([wsdl], folder, Options(package=name, **options))
    monkeypatch.syspath_prepend(str(folder))
    found: type[Service] = importlib.import_module(name).CalculatorService
    return found


def test_operations_that_only_their_bodies_tell_apart_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = WSDL.read_text("utf-8").replace("urn:example:calculator/Divide", "urn:same")
    text = text.replace("urn:example:calculator/Add", "urn:same")
    cls = _generated(tmp_path, "same_actions", monkeypatch, text=text)
    with StandIn() as standin, pytest.raises(UsageError, match="of Add and Divide is 'urn:same'"):
        NativeHost(implement(cls, lambda _: None), URL, options={}, dll=standin.dll)
    assert owners.live() == {}


def test_what_the_host_is_told() -> None:
    with Stage(_calculator(), max_body=100_000, max_calls=7) as stage:
        (endpoint,) = stage.played.endpoints
        assert endpoint.setting("MAX_CONCURRENCY", 1) == 7
        assert endpoint.setting("MAX_BUFFERED_MESSAGE_SIZE", 0) == 100_000
        assert endpoint.setting("BODY_HEAP_MAX_SIZE", 0) >= 100_000
        assert endpoint.version is Version.SOAP_1_1
        assert not endpoint.addressed
        assert endpoint.setting("METADATA_EXCHANGE_TYPE", 0) == 2
        assert "WS_SERVICE_PROPERTY_METADATA" in stage.played.settings


# --- limits


def test_more_calls_than_allowed_are_refused() -> None:
    script = Script()
    with Stage(script.service("ignores", is_async=False), max_calls=2) as stage:
        pending = [stage.send(ADD, REQUEST) for _ in range(2)]
        script.await_entered(2)
        with pytest.raises(Fault, match="too many calls"):
            stage.call(ADD, REQUEST)
        script.let_go()
        assert [stage.result(ADD, each.wait()) for each in pending] == [42, 42]


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_a_call_that_lasts_too_long_is_cancelled(is_async: bool) -> None:
    script = Script()
    with Stage(script.service("waits", is_async=is_async), max_time=0.05) as stage:
        reply = stage.send(ADD, REQUEST).wait()
        assert reply.hresult == hr.WS_E_OPERATION_ABORTED
    assert script.reasons == [CancelReason.DEADLINE]


@pytest.mark.parametrize("answers", [Answers(), Answers(error_object=Given.NULL)], ids=str)
@pytest.mark.parametrize("size", [100, 100_000, 10_000_000])
def test_replies_that_do_not_fit_the_heap(size: int, answers: Answers) -> None:
    service = implement(orders.OrdersService, lambda state: "x" * size)
    with Stage(service, answers, max_body=1 << 16) as stage:
        reply = stage.send(SUBMIT, orders.Submit(order=example()), headers=[None]).wait()
        assert reply.fault is (size > 1_000_000)


def test_a_request_that_does_not_fit_is_refused_by_the_host() -> None:
    with Stage(_calculator(), max_body=500) as stage:
        data = stage.bytes_of(ADD, [REQUEST])
        padded = data.replace(b"<soap:Body>", b"<soap:Body>" + b" " * 600)
        reply = stage.standin.request(stage.url, ADD.soap_action, padded)
        assert reply.hresult == hr.WS_E_QUOTA_EXCEEDED
        assert stage.call(ADD, REQUEST) == 42


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<Add/>",
        b'<Add xmlns="urn:example:calculator"><a>1</a></Add>',
        b'<Add xmlns="urn:example:calculator"><a>1</a><b>x</b></Add>',
        b'<Add xmlns="urn:example:calculator"><a>1</a><b>2147483648</b></Add>',
        b'<Add xmlns="urn:example:calculator"><a>1</a><b>2</b><c/></Add>',
        b'<!DOCTYPE a><Add xmlns="urn:example:calculator"><a>1</a><b>2</b></Add>',
        b"not XML",
    ],
)
def test_nonsense_is_answered_with_a_fault_and_leaves_nothing(body: bytes) -> None:
    script = Script()
    with Stage(script.service("returns", is_async=False)) as stage:
        ns = Version.SOAP_1_1.ns
        data = b'<s:Envelope xmlns:s="%s"><s:Body>%s</s:Body></s:Envelope>' % (ns.encode(), body)
        reply = stage.standin.request(stage.url, ADD.soap_action, data)
        assert reply.fault
    assert not script.counts


# --- faults and headers


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
@pytest.mark.parametrize("disclosure", Disclosure)
@pytest.mark.parametrize("bare", BareCode)
def test_a_fault_of_the_handler(disclosure: Disclosure, bare: BareCode, is_async: bool) -> None:
    def handler(state: Any) -> Any:
        raise Fault("not today", code=FaultCode.SENDER, actor="urn:me")

    answers = Answers(disclosure=disclosure, bare_code=bare)
    service = implement(calculator.CalculatorService, handler, is_async=is_async)
    with Stage(service, answers) as stage, pytest.raises(Fault) as raised:
        stage.call(ADD, REQUEST)
    if disclosure is Disclosure.SHOWS:
        assert raised.value.reason == "not today"
        assert raised.value.code is FaultCode.SENDER
        assert raised.value.actor == "urn:me"


def test_a_fault_without_an_error_object_is_the_generic_one() -> None:
    def handler(state: Any) -> Any:
        raise Fault("not today")

    answers = Answers(error_object=Given.NULL)
    with Stage(_calculator(handler), answers) as stage, pytest.raises(Fault, match="failed"):
        stage.call(ADD, REQUEST)


@pytest.mark.parametrize("name", ["Session", "Unknown"])
def test_headers_that_must_be_understood(name: str) -> None:
    """One that is declared is understood; of another the caller is told."""
    seen: list[Any] = []

    def handler(state: Any) -> Any:
        seen.append(state.session)
        return "receipt"

    with Stage(implement(orders.OrdersService, handler)) as stage:
        session = orders.Session(user="clerk")
        body = [orders.Submit(order=example())]
        root = parse(stage.bytes_of(SUBMIT, body, [session]))
        header = root.child(root.name.ns, "Header")
        assert header is not None
        (block,) = header.elements()
        block.attributes[Name(root.name.ns, "mustUnderstand")] = "1"
        block.name = Name(block.name.ns, name)
        reply = stage.standin.request(stage.url, SUBMIT.soap_action, serialize(root))
        if name == "Session":
            assert not reply.fault, reply.envelope
            assert seen == [session]
        else:
            assert b"MustUnderstand" in reply.envelope
            assert not seen


# --- operations without cancellation


@pytest.mark.parametrize("is_async", [False, True], ids=["def", "async"])
def test_an_operation_that_opted_out_is_never_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    cls = _generated(
        tmp_path, f"opted_out_{is_async}".lower(), monkeypatch, cancel_off=frozenset({"Add"})
    )
    add = cls.contract.operations[0]
    script = Script()
    handler = script.ignores_later if is_async else script.ignores
    with Stage(implement(cls, handler, is_async=is_async)) as stage:
        pending = stage.send(add, cls.contract.types.Add(a=2, b=40))
        script.await_entered()
        assert pending.call is not None
        pending.call.cancel()
        script.let_go()
        assert stage.result(add, pending.wait()) == 42
    assert stage.standin.counts == {"calls": 1}
    assert not script.counts["hooks"]
    script.check()


@pytest.mark.parametrize("answers", list(every_answer()), ids=str)
def test_every_answer_serves_headers_buffers_and_faults(answers: Answers) -> None:
    def handler(state: Any) -> Any:
        if state.session is None:
            raise orders.OutOfStock("AB-12")
        return state.session.user

    # Without an error object, or where the host hides what was set, there is no way to tell.
    shown = answers.error_object is Given.GIVEN and answers.disclosure is Disclosure.SHOWS
    with Stage(implement(orders.OrdersService, handler), answers) as stage:
        for session in (orders.Session(user="clerk"), None):
            reply = stage.send(SUBMIT, orders.Submit(order=example()), headers=[session]).wait()
            registered = answers.registration is Registration.SUCCEEDS
            if session is not None:
                assert reply.fault is not registered
            elif registered and shown:
                assert b"AB-12</" in reply.envelope
            else:
                assert reply.fault
