"""The stand-in's host half, on stubs by hand: what it does, and that it notices wrong uses."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from ctypes import byref, c_void_p, sizeof
from typing import Any

import pytest

from tests.native.by_hand import NONE16, NS, Tables
from tests.native.standin.answers import (
    AbortWaits,
    Answers,
    Failure,
    Free,
    Given,
    Opening,
    Registration,
    every_answer,
    random_answers,
)
from tests.native.standin.calls import Step
from tests.native.standin.play import StandIn
from tests.native.standin.soap import WSA
from wswgen.runtime.native.abi import (
    WS_ASYNC_CALLBACK,
    WS_ASYNC_CONTEXT,
    WS_OPERATION_CANCEL_CALLBACK,
    WS_OPERATION_CONTEXT_PROPERTY_ID,
    WS_OPERATION_FREE_STATE_CALLBACK,
    WS_SERVICE_HOST_STATE,
    WS_SERVICE_STUB_CALLBACK,
    WS_STRUCT_DESCRIPTION,
)
from wswgen.runtime.native.abi import hresults as hr

URL = "http://localhost:8080/by-hand"
ADD = f"{NS}/Add"
SOAP = "http://www.w3.org/2003/05/soap-envelope"
REQUEST = (
    f'<s:Envelope xmlns:s="{SOAP}" xmlns:a="{WSA}"><s:Header><a:Action>{ADD}</a:Action>'
    f"<a:MessageID>urn:uuid:1</a:MessageID></s:Header>"
    f'<s:Body><Add xmlns="{NS}"><a>2</a><b>40</b></Add></s:Body></s:Envelope>'
).encode()

Stub = Callable[[int, int, int, int | None, int | None], int]


class Service:
    """A host of one operation whose stub is a Python function."""

    def __init__(self, standin: StandIn, stub: Stub, **settings: Any) -> None:
        self.standin = standin
        self.dll = standin.dll
        tables = self.tables = Tables()
        body = tables.struct(8, tables.element_field("INT32", 0, "a"),
                             tables.element_field("INT32", 4, "b"))  # fmt: skip
        reply = tables.struct(4, tables.element_field("INT32", 0, "result"))
        operation = tables.operation(
            ADD,
            tables.element("Add", "STRUCT", body),
            tables.element("AddResponse", "STRUCT", reply),
            [(0, 0, NONE16), (0, 1, NONE16), (0, NONE16, 0)],
            WS_SERVICE_STUB_CALLBACK(stub),
        )
        self.endpoint = tables.endpoint(URL, operation)
        self.handle = c_void_p()
        endpoints = (c_void_p * 1)(ctypes.addressof(self.endpoint))
        tables.kept.append(endpoints)
        assert self.dll.WsCreateServiceHost(endpoints, 1, None, 0, byref(self.handle), None) == 0

    def open(self) -> None:
        assert self.dll.WsOpenServiceHost(self.handle, None, None) == 0

    def state(self) -> WS_SERVICE_HOST_STATE:
        value = ctypes.c_int32(99)
        assert self.dll.WsGetServiceHostProperty(self.handle, 3, byref(value), 4, None) == 0
        return WS_SERVICE_HOST_STATE(value.value)

    def end(self) -> None:
        assert self.dll.WsCloseServiceHost(self.handle, None, None) == 0
        self.dll.WsFreeServiceHost(self.handle)


def add(context: int, frame: int, callback: int, later: int | None, error: int | None) -> int:
    pointers = (c_void_p * 3).from_address(frame)
    a, b, result = (ctypes.c_int32.from_address(each or 0) for each in pointers)
    result.value = a.value + b.value
    return 0


def heap_of(standin: StandIn, context: int) -> int:
    value = c_void_p()
    heap = WS_OPERATION_CONTEXT_PROPERTY_ID.WS_OPERATION_CONTEXT_PROPERTY_HEAP
    result = standin.dll.WsGetOperationContextProperty(
        context, heap, byref(value), sizeof(value), None
    )
    assert result == 0
    return value.value or 0


def problems(standin: StandIn) -> str:
    """What the stand-in has found, which is then forgotten."""
    standin.threads.join(10)
    return "\n".join(standin.ledger.forgive())


# --- what it does


def test_a_call_from_a_thread_that_python_does_not_know() -> None:
    threads: list[threading.Thread] = []

    def stub(*arguments: Any) -> int:
        threads.append(threading.current_thread())
        return add(*arguments)

    with StandIn() as standin:
        service = Service(standin, stub)
        service.open()
        reply = standin.request(URL, "", REQUEST)
        assert b"<result>42</result>" in reply.envelope
        assert f"{ADD}Response</a:Action>".encode() in reply.envelope
        assert b"urn:uuid:1</a:RelatesTo>" in reply.envelope
        assert type(threads[0]).__name__ == "_DummyThread"
        service.end()


def test_the_states_of_a_host() -> None:
    states = WS_SERVICE_HOST_STATE
    with StandIn() as standin:
        service = Service(standin, add)
        dll, handle = standin.dll, service.handle
        assert dll.WsAbortServiceHost(handle, None) == 0
        assert dll.WsResetServiceHost(handle, None) == 0
        assert service.state() == states.WS_SERVICE_HOST_STATE_CREATED
        service.open()
        assert service.state() == states.WS_SERVICE_HOST_STATE_OPEN
        assert dll.WsAbortServiceHost(handle, None) == 0
        assert service.state() == states.WS_SERVICE_HOST_STATE_FAULTED
        assert dll.WsCloseServiceHost(handle, None, None) == 0
        assert service.state() == states.WS_SERVICE_HOST_STATE_CLOSED
        assert dll.WsResetServiceHost(handle, None) == 0
        service.open()
        service.end()


@pytest.mark.parametrize("opening", Opening)
def test_open_and_close_with_an_async_context(opening: Opening) -> None:
    results: list[int] = []
    done = threading.Event()

    def told(result: int, model: int, state: int | None) -> None:
        results.append(result)
        done.set()

    callback = WS_ASYNC_CALLBACK(told)
    context = WS_ASYNC_CONTEXT(ctypes.cast(callback, c_void_p), 1)
    with StandIn(Answers(opening=opening)) as standin:
        service = Service(standin, add)
        for function in (standin.dll.WsOpenServiceHost, standin.dll.WsCloseServiceHost):
            done.clear()
            result = function(service.handle, byref(context), None)
            if opening is Opening.SYNCHRONOUS:
                assert result == 0
            else:
                assert result == hr.WS_S_ASYNC
                assert done.wait(10)
        standin.dll.WsFreeServiceHost(service.handle)
    assert results == ([] if opening is Opening.SYNCHRONOUS else [0, 0])


def test_an_address_in_use_leaves_the_host_created() -> None:
    with StandIn() as standin:
        first, second = Service(standin, add), Service(standin, add)
        first.open()
        result = standin.dll.WsOpenServiceHost(second.handle, None, None)
        assert hr.unsigned(result) == hr.WS_E_ADDRESS_IN_USE
        assert second.state() == WS_SERVICE_HOST_STATE.WS_SERVICE_HOST_STATE_CREATED
        first.end()
        second.open()
        second.end()


def test_abort_cancels_and_waits() -> None:
    seen: list[str] = []
    entered, cancelled = threading.Event(), threading.Event()

    def on_cancel(reason: int, state: int | None) -> None:
        seen.append(f"cancel {reason} {state}")
        cancelled.set()

    def on_free(state: int | None) -> None:
        seen.append(f"free {state}")

    cancel, free = WS_OPERATION_CANCEL_CALLBACK(on_cancel), WS_OPERATION_FREE_STATE_CALLBACK(
        on_free
    )

    with StandIn() as standin:

        def stub(context: int, *others: Any) -> int:
            result = standin.dll.WsRegisterOperationForCancel(context, cancel, free, 7, None)
            assert result == 0
            entered.set()
            assert cancelled.wait(10)
            seen.append("return")
            return hr.WS_E_OPERATION_ABORTED - (1 << 32)

        service = Service(standin, stub)
        service.open()
        pending = standin.send(URL, "", REQUEST)
        assert entered.wait(10)
        assert standin.dll.WsAbortServiceHost(service.handle, None) == 0
        assert pending.done
        assert pending.wait().fault
        service.end()
    assert seen == ["cancel 0 7", "return", "free 7"]


def test_the_close_timeout_aborts() -> None:
    seen: list[int] = []
    entered, cancelled = threading.Event(), threading.Event()

    def on_cancel(reason: int, state: int | None) -> None:
        seen.append(reason)
        cancelled.set()

    cancel = WS_OPERATION_CANCEL_CALLBACK(on_cancel)
    with StandIn(Answers(abort_waits=AbortWaits.CLOSE)) as standin:

        def stub(context: int, *others: Any) -> int:
            standin.dll.WsRegisterOperationForCancel(context, cancel, None, None, None)
            entered.set()
            cancelled.wait(10)
            return -1

        service = Service(standin, stub)
        service.open()
        standin.send(URL, "", REQUEST)
        assert entered.wait(10)
        standin.hosts.hosts[service.handle.value or 0].expire()
        service.end()
    assert seen == [0]


def test_unknown_actions_and_bodies_are_the_clients_fault() -> None:
    with StandIn() as standin:
        service = Service(standin, add)
        service.open()
        for wrong in (
            REQUEST.replace(b"<a>2</a>", b""),
            REQUEST.replace(b"/Add<", b"/Sub<"),
            REQUEST.replace(b"<b>40</b>", b"<b>40</b><c/>"),
        ):
            reply = standin.request(URL, "", wrong)
            assert reply.fault
            assert b"f:Sender" in reply.envelope
        service.end()


def test_out_values_that_are_not_written_are_nonsense() -> None:
    with StandIn() as standin:
        service = Service(standin, lambda *_: 0)
        service.open()
        nonsense = int.from_bytes(b"\xcd" * 4, "little", signed=True)
        assert f"<result>{nonsense}<".encode() in standin.request(URL, "", REQUEST).envelope
        service.end()


@pytest.mark.parametrize("answers", list(every_answer()), ids=str)
def test_every_answer_serves_a_call(answers: Answers) -> None:
    with StandIn(answers) as standin:
        service = Service(standin, add)
        service.open()
        assert not standin.request(URL, "", REQUEST).fault
        service.end()


def test_random_answers_repeat() -> None:
    assert random_answers(5) == random_answers(5)
    assert len({random_answers(seed) for seed in range(20)}) > 15
    assert random_answers(1, async_context=Given.NULL).async_context is Given.NULL


# --- wrong uses are noticed


def _heap(standin: StandIn) -> c_void_p:
    heap = c_void_p()
    assert standin.dll.WsCreateHeap(1024, 0, None, 0, byref(heap), None) == 0
    return heap


def test_heaps_after_their_end() -> None:
    standin = StandIn()
    heap, memory = _heap(standin), c_void_p()
    standin.dll.WsFreeHeap(heap)
    result = standin.dll.WsAlloc(heap, 8, byref(memory), None)
    assert hr.unsigned(result) == hr.E_INVALIDARG
    assert "WsAlloc: was given a heap that was freed" in problems(standin)
    standin.dll.WsFreeHeap(heap)
    assert "WsFreeHeap: was given a heap that was freed" in problems(standin)


def test_foreign_handles() -> None:
    standin = StandIn()
    other, reader = ctypes.create_string_buffer(64), c_void_p()
    standin.dll.WsResetHeap(ctypes.addressof(other), None)
    assert "which is no heap" in problems(standin)
    standin.dll.WsCreateReader(None, 0, byref(reader), None)
    standin.dll.WsFreeWriter(reader)
    assert "a reader as writer" in problems(standin)


def test_memory_behind_an_allocation_is_guarded_and_freed_memory_poisoned() -> None:
    standin = StandIn()
    heap, memory = _heap(standin), c_void_p()
    standin.dll.WsAlloc(heap, 8, byref(memory), None)
    assert memory.value is not None
    assert ctypes.string_at(memory.value, 8) == b"\xcd" * 8
    ctypes.memset(memory.value, 0, 9)
    standin.dll.WsFreeHeap(heap)
    assert "behind an allocation" in problems(standin)
    assert ctypes.string_at(memory.value, 8) == b"\xdd" * 8


def test_a_heap_in_two_threads() -> None:
    standin = StandIn()
    heap = _heap(standin)
    inside, go = threading.Event(), threading.Event()

    def wait(name: str) -> None:
        inside.set()
        go.wait(10)

    standin.handles.on_enter = wait
    thread = threading.Thread(target=standin.dll.WsResetHeap, args=(heap, None))
    thread.start()
    assert inside.wait(10)
    standin.handles.on_enter = None
    standin.dll.WsResetHeap(heap, None)
    go.set()
    thread.join()
    assert "a heap is used by two threads at once" in problems(standin)


def test_leaks_fail_at_the_end() -> None:
    standin = StandIn()
    _heap(standin)
    with pytest.raises(AssertionError, match="a heap was not freed"):
        standin.finish()


@pytest.mark.parametrize(
    ("function", "state"),
    [("WsCloseServiceHost", "CREATED"), ("WsOpenServiceHost", "OPEN"), ("WsReset", "OPEN")],
)
def test_hosts_in_the_wrong_state(function: str, state: str) -> None:
    standin = StandIn()
    service = Service(standin, add)
    if state == "OPEN":
        service.open()
    if function == "WsReset":
        result = standin.dll.WsResetServiceHost(service.handle, None)
    else:
        result = getattr(standin.dll, function)(service.handle, None, None)
    assert hr.unsigned(result) == hr.WS_E_INVALID_OPERATION
    assert f"in state WS_SERVICE_HOST_STATE_{state}" in problems(standin)


def test_freeing_an_open_host() -> None:
    standin = StandIn()
    service = Service(standin, add)
    service.open()
    standin.dll.WsFreeServiceHost(service.handle)
    assert "a host was freed in state WS_SERVICE_HOST_STATE_OPEN" in problems(standin)


def _served(standin: StandIn, stub: Stub) -> str:
    """One call of this stub; what was found wrong."""
    service = Service(standin, stub)
    service.open()
    standin.request(URL, "", REQUEST, 10)
    service.end()
    return problems(standin)


def test_the_context_and_its_heap_after_completion() -> None:
    standin = StandIn()
    found: list[int] = []

    def stub(context: int, frame: int, *others: Any) -> int:
        heap, memory = heap_of(standin, context), c_void_p()
        standin.dll.WsAlloc(heap, 8, byref(memory), None)
        found.extend((context, heap, memory.value or 0, frame))
        return add(context, frame, 0, None, None)

    assert _served(standin, stub) == ""
    context, heap, memory, frame = found
    assert ctypes.string_at(memory, 8) == b"\xdd" * 8
    assert ctypes.string_at(frame, 8) == b"\xdd" * 8
    standin.dll.WsGetOperationContextProperty(context, 6, byref(c_void_p()), 8, None)
    assert "a operation context that was freed or is over" in problems(standin)
    standin.dll.WsAlloc(heap, 8, byref(c_void_p()), None)
    assert "a heap that was freed or is over" in problems(standin)


def test_the_heap_of_an_operation_is_not_freed_by_it() -> None:
    standin = StandIn()

    def stub(context: int, frame: int, *others: Any) -> int:
        standin.dll.WsFreeHeap(heap_of(standin, context))
        return add(context, frame, 0, None, None)

    assert "frees a heap that belongs to the host" in _served(standin, stub)


def _complete(later: int | None, times: int = 1) -> None:
    assert later
    given = WS_ASYNC_CONTEXT.from_address(later)
    callback, state = given.callback or 0, given.callback_state
    for _ in range(times):
        WS_ASYNC_CALLBACK(callback)(0, 0, state)


def test_completing_on_the_thread_of_the_stub_before_it_returns() -> None:
    def stub(context: int, frame: int, callback: int, later: int | None, error: int | None) -> int:
        add(context, frame, callback, later, error)
        _complete(later)
        return hr.WS_S_ASYNC

    assert "completed on its thread before the stub returned" in _served(StandIn(), stub)


@pytest.mark.parametrize("times", [1, 2])
def test_completing_later_and_twice(times: int) -> None:
    standin = StandIn()
    later: list[tuple[int, int | None]] = []

    def stub(context: int, frame: int, callback: int, given: int | None, error: int | None) -> int:
        add(context, frame, callback, given, error)
        found = WS_ASYNC_CONTEXT.from_address(given or 0)
        later.append((found.callback or 0, found.callback_state))
        return hr.WS_S_ASYNC

    service = Service(standin, stub)
    service.open()
    returned = threading.Event()
    standin.at(Step.STUB_RETURNED, lambda _: returned.set())
    pending = standin.send(URL, "", REQUEST)
    assert returned.wait(10)
    callback, state = later[0]
    for _ in range(times):
        WS_ASYNC_CALLBACK(callback)(0, 0, state)
    assert b"<result>42</result>" in pending.wait(10).envelope
    service.end()
    assert ("twice" in problems(standin)) is (times == 2)


def test_an_async_context_that_is_not_copied() -> None:
    standin = StandIn()
    kept: list[int] = []

    def stub(context: int, frame: int, callback: int, later: int | None, error: int | None) -> int:
        kept.append(later or 0)
        return add(context, frame, callback, later, error)

    standin.at(Step.COMPLETING, lambda _: kept.append(
        WS_ASYNC_CONTEXT.from_address(kept[0]).callback or 0))  # fmt: skip
    assert _served(standin, stub) == ""
    assert kept[1] == 0xDDDDDDDDDDDDDDDD


def test_asynchronous_without_a_context() -> None:
    standin = StandIn(Answers(async_context=Given.NULL))
    assert "without an async context" in _served(standin, lambda *_: hr.WS_S_ASYNC)


@pytest.mark.parametrize("answer", Failure)
def test_a_second_registration(answer: Failure) -> None:
    standin = StandIn(Answers(second_registration=answer))
    cancel = WS_OPERATION_CANCEL_CALLBACK(lambda reason, state: None)
    results: list[int] = []

    def stub(context: int, frame: int, *others: Any) -> int:
        for _ in range(2):
            result = standin.dll.WsRegisterOperationForCancel(context, cancel, None, None, None)
            results.append(hr.unsigned(result))
        return add(context, frame, 0, None, None)

    assert "registered a second time" in _served(standin, stub)
    assert results == [0, answer.value]


@pytest.mark.parametrize("free_policy", Free)
def test_a_registration_that_fails(free_policy: Free) -> None:
    standin = StandIn(Answers(registration=Registration.FAILS, free_after_failure=free_policy))
    frees: list[int | None] = []
    cancel = WS_OPERATION_CANCEL_CALLBACK(lambda reason, state: None)
    free = WS_OPERATION_FREE_STATE_CALLBACK(frees.append)

    def stub(context: int, *others: Any) -> int:
        result: int = standin.dll.WsRegisterOperationForCancel(context, cancel, free, 9, None)
        return result

    assert _served(standin, stub) == ""
    assert frees == ([] if free_policy is Free.NEVER else [9])


def test_closing_the_host_inside_a_cancel_callback() -> None:
    standin = StandIn()
    service: list[Service] = []
    cancel = WS_OPERATION_CANCEL_CALLBACK(
        lambda reason, state: standin.dll.WsAbortServiceHost(service[0].handle, None) and None
    )

    def stub(context: int, frame: int, *others: Any) -> int:
        standin.dll.WsRegisterOperationForCancel(context, cancel, None, None, None)
        return add(context, frame, 0, None, None)

    standin.answers = Answers(abort_waits=AbortWaits.CLOSE)
    service.append(Service(standin, stub))
    service[0].open()
    standin.at(Step.REGISTERED, lambda call: call.cancel())
    standin.send(URL, "", REQUEST).wait(10)
    assert "inside a cancel or free callback" in problems(standin)


def test_the_context_inside_a_cancel_callback() -> None:
    standin = StandIn()
    contexts: list[int] = []
    cancel = WS_OPERATION_CANCEL_CALLBACK(
        lambda reason, state: heap_of(standin, contexts[0]) and None
    )

    def stub(context: int, frame: int, *others: Any) -> int:
        contexts.append(context)
        standin.dll.WsRegisterOperationForCancel(context, cancel, None, None, None)
        return add(context, frame, 0, None, None)

    standin.at(Step.REGISTERED, lambda call: call.cancel())
    # The registration still runs: it is the same thread that is inside with the context.
    assert "callback uses the operation context" in _served(standin, stub)


def test_a_table_that_was_collected_shows() -> None:
    standin = StandIn()
    service = Service(standin, add)
    service.open()
    assert not standin.request(URL, "", REQUEST, 10).fault
    # What a collected table looks like to the host: other memory at its address.
    body = next(each for each in service.tables.kept if isinstance(each, WS_STRUCT_DESCRIPTION))
    ctypes.memset(ctypes.addressof(body), 0, sizeof(body))
    assert standin.request(URL, "", REQUEST, 10).fault
    service.end()
