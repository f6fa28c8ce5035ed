"""Every HRESULT is judged in one place, and the exception says what it needs to."""

from __future__ import annotations

import pickle

import pytest

from wswgen.runtime import errors
from wswgen.runtime.native import failures
from wswgen.runtime.native.abi import hresults as hr
from wswgen.runtime.native.failures import check, failure, reservation


class Recorded:
    """An error object with texts in it."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def strings(self) -> list[str]:
        return list(self.texts)

    def reset(self) -> None:
        self.texts.clear()


def test_success_is_returned_and_leaves_the_error_object_alone() -> None:
    error = Recorded("old")
    assert check(0, error, "call") == hr.S_OK
    assert check(hr.WS_S_ASYNC, error, "call") == hr.WS_S_ASYNC
    assert error.texts == ["old"]


def test_failure_carries_code_name_and_strings_and_resets_the_error_object() -> None:
    error = Recorded("the general one", "the precise one")
    signed = hr.WS_E_ENDPOINT_NOT_FOUND - 2**32
    with pytest.raises(errors.TransportError) as caught:
        check(signed, error, "call Submit")
    raised = caught.value
    assert isinstance(raised, errors.WindowsWebServicesError)
    assert raised.hresult == hr.WS_E_ENDPOINT_NOT_FOUND
    assert raised.name == "WS_E_ENDPOINT_NOT_FOUND"
    assert raised.strings == ("the general one", "the precise one")
    assert str(raised).splitlines()[:3] == [
        "could not call Submit: WS_E_ENDPOINT_NOT_FOUND (0x803D000D)",
        "the general one",
        "the precise one",
    ]
    assert raised.advice in str(raised)
    assert error.texts == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (hr.WS_E_OPERATION_TIMED_OUT, errors.TimedOut),
        (hr.WS_E_OPERATION_TIMED_OUT, TimeoutError),
        (hr.WS_E_OPERATION_ABORTED, errors.TransportError),
        (hr.WS_E_OPERATION_ABANDONED, errors.TransportError),
        (hr.WS_E_ADDRESS_IN_USE, errors.TransportError),
        (hr.WS_E_QUOTA_EXCEEDED, errors.MessageError),
        (hr.WS_E_INVALID_FORMAT, errors.DecodeError),
        (hr.WS_E_INVALID_OPERATION, errors.UsageError),
        (hr.E_INVALIDARG, errors.UsageError),
        (hr.E_OUTOFMEMORY, MemoryError),
        (hr.E_FAIL, errors.WindowsWebServicesError),
        (0x80072EE7, errors.WindowsWebServicesError),
    ],
)
def test_each_failure_is_what_it_is_on_the_other_backend_too(
    code: int, kind: type[Exception]
) -> None:
    raised = failure(code, None, "call")
    assert isinstance(raised, kind)
    assert isinstance(raised, errors.WindowsWebServicesError)
    assert isinstance(raised, errors.WsError)
    assert raised.hresult == code
    again = pickle.loads(pickle.dumps(raised))
    assert (type(again), str(again), again.strings) == (type(raised), str(raised), ())


def test_every_failure_of_the_api_has_a_kind() -> None:
    codes = [value for name, value in vars(hr).items() if name.startswith("WS_E_")]
    general = {
        hr.name_of(code)
        for code in codes
        if type(failure(code, None, "call")) is errors.WindowsWebServicesError
    }
    assert general == {
        "WS_E_ENDPOINT_FAULT_RECEIVED",  # the proxy makes the fault of it
        "WS_E_NO_TRANSLATION_AVAILABLE",
        "WS_E_NOT_SUPPORTED",
        "WS_E_OTHER",
    }


@pytest.mark.parametrize("code", [hr.E_ACCESSDENIED, hr.WS_E_ENDPOINT_ACCESS_DENIED])
def test_a_denied_address_names_the_command_that_reserves_it(code: int) -> None:
    raised = failure(code, None, "open the host", url="http://localhost:8080/orders")
    assert "netsh http add urlacl url=http://+:8080/orders/ user=" in str(raised)
    assert "netsh" not in str(failure(code, None, "call"))


@pytest.mark.parametrize(
    ("url", "reserved"),
    [
        ("http://+/", "http://+:80/"),
        ("https://+:443/a/b", "https://+:443/a/b/"),
        ("https://host.example/a", "https://host.example:443/a/"),
        ("http://*:8080", "http://*:8080/"),
        ("http://[fe80::1]:1/x/", "http://[fe80::1]:1/x/"),
        ("http://127.0.0.1:81/x?wsdl", "http://+:81/x/"),
    ],
)
def test_reserved_addresses_have_a_port_and_end_in_a_slash(url: str, reserved: str) -> None:
    assert reservation(url).split()[4] == f"url={reserved}"


def test_the_advice_is_for_failures_that_exist() -> None:
    assert all(hr.failed(code) and "0x" not in hr.name_of(code) for code in failures._ADVICE)
