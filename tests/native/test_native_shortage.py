"""A service on webservices.dll where something cannot be had: a fault, an exception, no leak."""

from __future__ import annotations

import asyncio
import threading
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import calculator
from calculator._contract import ADD
from tests.native.driving import Stage, implement
from tests.native.standin.play import StandIn
from wswgen.runtime.errors import LeakError, WindowsWebServicesError
from wswgen.runtime.fault import Fault
from wswgen.runtime.native import dispatch, owners
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.host import NativeHost
from wswgen.runtime.token import CancelReason

URL = "http://localhost:8080/stage"
REQUEST = calculator.Add(a=2, b=40)


class Short:
    """The stand-in's DLL, but one function fails."""

    def __init__(self, standin: StandIn, name: str) -> None:
        self._dll = standin.dll
        self.failing = name

    def __getattr__(self, name: str) -> Any:
        if name == self.failing:
            return lambda *_: hr.signed(hr.E_OUTOFMEMORY)
        return getattr(self._dll, name)


@pytest.mark.parametrize("name", ["WsCreateError", "WsCreateServiceHost", "WsOpenServiceHost"])
def test_a_host_that_is_made_half_way_is_unmade(name: str) -> None:
    service = implement(calculator.CalculatorService, lambda _: 42)
    routes = dict(dispatch._routes)
    with StandIn() as standin, pytest.raises(WindowsWebServicesError, match="E_OUTOFMEMORY"):
        NativeHost(service, URL, options={}, dll=Short(standin, name))
    assert owners.live() == {}
    assert dispatch._routes == routes


class _Unstartable(threading.Thread):
    def start(self) -> None:
        raise RuntimeError("can't start new thread")


def _no_loop() -> asyncio.AbstractEventLoop:
    raise OSError(24, "Too many open files")


@pytest.mark.parametrize(
    ("module", "name", "failing"),
    [(asyncio, "new_event_loop", _no_loop), (threading, "Thread", _Unstartable)],
)
def test_a_loop_that_cannot_be_had(
    module: ModuleType, name: str, failing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call ends with a fault and is freed; the next one finds a loop."""
    service = implement(calculator.CalculatorService, lambda _: 42, is_async=True)
    with Stage(service) as stage:
        with monkeypatch.context() as patch:
            short = SimpleNamespace(**vars(module) | {name: failing})
            patch.setattr(dispatch, module.__name__, short)
            with pytest.raises(Fault, match="could not process"):
                stage.call(ADD, REQUEST)
        assert stage.host.live == 0
        assert stage.call(ADD, REQUEST) == 42


def test_a_close_that_fails_leaves_a_host_that_can_be_closed_again() -> None:
    with StandIn() as standin:
        short = Short(standin, "WsCloseServiceHost")
        service = implement(calculator.CalculatorService, lambda _: 42)
        host = NativeHost(service, URL, options={}, dll=short)
        with pytest.raises(LeakError, match="did not close"):
            host.close(0)
        assert host.calls.live == 0
        short.failing = ""  # now it does not fail any more
        host.close()


def test_abort_cancels_what_registers_afterwards() -> None:
    with StandIn() as standin:
        service = implement(calculator.CalculatorService, lambda _: 42)
        host = NativeHost(service, URL, options={}, dll=standin.dll)
        host.abort()
        call = host.calls.open("Add")
        assert call.reason is CancelReason.HOST_ABORT
        call.complete()
        call.release()
        host.close()
