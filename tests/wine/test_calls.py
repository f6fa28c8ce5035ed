"""Our clients through Wine's WsCall, against our portable services.

What Wine cannot do ends in an exception that names it; those calls are listed and printed.
"""

from __future__ import annotations

import json

import pytest

from block_unblock_server import BlockUnBlock
from calculator_server import Calculator
from devices_server import Library, Registry
from orders_server import Orders
from tests.wine.windows import run_script

pytestmark = pytest.mark.wine

RESULTS = {
    "Add": "-2147483606",
    "Divide": "DivideResponse(quotient=-3, remainder=-2)",
    "Divide detail": "DivisionByZeroDetail(dividend=7)",
    "UnBlock": "0",
}
ERRORS = {
    "Divide fault": ("DivisionByZero", "", "division by zero"),
    "Nobody": ("NativeTransportError", "0x80072EFD", "could not call Add"),
}
BUFFER = "WS_XML_BUFFER as the type of a member, of a header or of the body"
UNQUALIFIED = "an element without a namespace inside one with a default namespace"
LIMITS = {
    "Submit": BUFFER,
    "Find": BUFFER,
    "Register": BUFFER,
    "Notify": BUFFER,
    "Store": BUFFER,
    "Fetch": UNQUALIFIED,
}


def test_every_operation_of_every_sample(capsys: pytest.CaptureFixture[str]) -> None:
    services = {
        "calculator": Calculator(), "block": BlockUnBlock(), "orders": Orders(),
        "devices": Registry(), "library": Library(),
    }  # fmt: skip
    hosts = {
        name: service.start(f"http://localhost:0/{name}", backend="portable")
        for name, service in services.items()
    }
    try:
        urls = {name: host.url for name, host in hosts.items()}
        lines = run_script("calls.py", json.dumps(urls), timeout=180).splitlines()
    finally:
        for host in hosts.values():
            host.close()
    calls = {call["call"]: call for call in map(json.loads, lines)}
    for name, result in RESULTS.items():
        assert calls.pop(name).get("result") == result, name
    for name, (error, code, text) in ERRORS.items():
        call = calls.pop(name)
        assert (call.get("error"), call.get("code")) == (error, code), call
        assert text in call["text"], call
    with capsys.disabled():
        print("\n    not judged: Block; Wine cannot do timeouts of calls")
        for name, limit in LIMITS.items():
            print(f"    not judged: {name}; Wine cannot do {limit}: {calls.pop(name)}")
    assert calls.pop("Total")["result"].startswith("TotalResponse(amount=Decimal('19.00')")
    look = calls.pop("Look")
    assert "serial='S-0001', device=None" in look.get("result", ""), look
    assert not calls
