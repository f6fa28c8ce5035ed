"""Everything that `wswgen.runtime.native.abi` declares equals the layout oracle."""

from __future__ import annotations

import ctypes
import inspect
from collections.abc import Iterable, Iterator
from enum import Enum, EnumType, IntEnum
from typing import Any

import pytest

from tests.native.oracle import (
    FOLDER,
    Layout,
    Shape,
    constants_differ,
    enumeration_differs,
    function_differs,
    oracle,
    process_layout,
    snake,
    structure_differs,
    windows_layout,
)
from tests.needs import missing
from wswgen.runtime.native import abi
from wswgen.runtime.native.abi import hresults, service_functions, xml_functions


@pytest.fixture(autouse=True)
def _oracle_is_there() -> None:
    if not FOLDER.is_dir():
        missing(f"the layout oracle, {FOLDER}")


def _declared(kind: type, but: Iterable[object] = ()) -> Iterator[Any]:
    for value in vars(abi).values():
        if isinstance(value, type) and issubclass(value, kind) and value not in but:
            yield value


STRUCTURES: list[type[ctypes.Structure]] = list(_declared(ctypes.Structure, [ctypes.Structure]))
ENUMERATIONS: list[EnumType] = [e for e in _declared(Enum) if e.__name__.startswith("WS_")]
CALLBACKS = {n: c for n, c in vars(abi).items() if n.startswith("WS_") and n.endswith("_CALLBACK")}
CALLBACKS = {n: c for n, c in CALLBACKS.items() if c not in STRUCTURES}
RESULTS = {
    name: value for name, value in vars(hresults).items() if name.startswith(("WS_E_", "WS_S_"))
}


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda s: s.__name__)
def test_structures(structure: type[ctypes.Structure]) -> None:
    ours = {
        "process": (process_layout(structure), "x64"),
        "x64": (windows_layout(structure, 8), "x64"),
        "x86": (windows_layout(structure, 4), "x86"),
    }
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        ours["process"] = (process_layout(structure), "x86")
    for layout, architecture in ours.values():
        assert not list(structure_differs(structure.__name__, layout, oracle(architecture)))


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda e: e.__name__)
@pytest.mark.parametrize("architecture", ["x64", "x86"])
def test_enumerations(enumeration: EnumType, architecture: str) -> None:
    assert not list(enumeration_differs(enumeration, oracle(architecture)))


def test_results() -> None:
    assert not list(constants_differ(RESULTS, oracle("x64")))
    assert not list(constants_differ(RESULTS, oracle("x86")))
    assert (abi.E_INVALIDARG, abi.E_OUTOFMEMORY) == (0x80070057, 0x8007000E)
    assert abi.name_of(-2143485944) == "WS_E_QUOTA_EXCEEDED"
    assert abi.name_of(abi.E_FAIL) == "E_FAIL"
    assert abi.name_of(0x8007007B) == "0x8007007B"
    assert not abi.failed(abi.WS_S_ASYNC)
    assert abi.failed(-2143485944)
    assert abi.failed(abi.WS_E_QUOTA_EXCEEDED)


@pytest.mark.parametrize("name", sorted(abi.prototypes()))
def test_functions(name: str) -> None:
    assert not list(function_differs(name, *abi.prototypes()[name], oracle("x64")))
    assert not list(function_differs(name, *abi.prototypes()[name], oracle("x86")))
    names = [snake(parameter["name"]) for parameter in oracle("x64")["functions"][name]["params"]]
    assert [*inspect.signature(getattr(abi.WebServices, name)).parameters] == ["self", *names]


@pytest.mark.parametrize("name", sorted(CALLBACKS))
def test_callbacks(name: str) -> None:
    pointer = CALLBACKS[name]
    assert not list(function_differs(name, pointer._restype_, pointer._argtypes_, oracle("x64")))


def test_nothing_is_declared_that_no_test_judges() -> None:
    judged = {*STRUCTURES, *ENUMERATIONS}
    for name, value in vars(abi).items():
        if name.startswith(("WS_", "GUID", "DECIMAL")) and name not in RESULTS:
            assert name in CALLBACKS or value in judged, name
    functions = {
        name
        for half in (xml_functions.XmlFunctions, service_functions.ServiceFunctions)
        for name in vars(half)
        if name.startswith("Ws")
    }
    assert functions == set(abi.prototypes())
    assert (len(STRUCTURES), len(ENUMERATIONS), len(CALLBACKS)) > (100, 55, 8)


class TestThatTheJudgeCanFail:
    """A mistake of each kind is seen."""

    def test_in_an_offset(self) -> None:
        class Wrong(ctypes.Structure):
            _fields_ = [
                ("callback", ctypes.c_void_p),
                ("padding", ctypes.c_uint32),
                ("callback_state", ctypes.c_void_p),
            ]

        for layout, architecture in (
            (process_layout(Wrong), "x64"),
            (windows_layout(Wrong, 4), "x86"),
        ):
            found = list(structure_differs("WS_ASYNC_CONTEXT", layout, oracle(architecture)))
            assert any("callback_state" in line for line in found)

    @pytest.mark.parametrize("structure", STRUCTURES, ids=lambda s: s.__name__)
    def test_in_any_offset_size_or_alignment(self, structure: type[ctypes.Structure]) -> None:
        name = structure.__name__
        right = process_layout(structure)
        assert structure_wrong(name, right._replace(shape=Shape(right.shape.size + 8, 8)))
        assert structure_wrong(name, right._replace(shape=Shape(right.shape.size, 16)))
        for field, (offset, size) in right.fields.items():
            for wrong in ((offset + 1, size), (offset, size * 2)):
                assert structure_wrong(name, right._replace(fields=right.fields | {field: wrong}))
            assert structure_wrong(
                name, right._replace(fields={k: v for k, v in right.fields.items() if k != field})
            )

    def test_in_the_order_of_fields(self) -> None:
        right = process_layout(abi.WS_ASYNC_CONTEXT)
        wrong = dict(reversed(right.fields.items()))
        assert structure_wrong("WS_ASYNC_CONTEXT", right._replace(fields=wrong))

    def test_in_a_number_that_x86_aligns_to_eight(self) -> None:
        class Halved(ctypes.Structure):
            _fields_ = [("ticks", ctypes.c_uint32 * 2), ("format", ctypes.c_int32)]

        assert list(structure_differs("WS_DATETIME", windows_layout(Halved, 4), oracle("x86")))

    def test_in_an_enumeration(self) -> None:
        for members in ({"WS_LONG_CALLBACK": 1}, {"WS_SHORT_CALLBACK": 1, "WS_LONG_CALLBACK": 0}):
            assert list(enumeration_differs(IntEnum("WS_CALLBACK_MODEL", members), oracle("x64")))

    def test_in_a_result(self) -> None:
        # What Microsoft's page about return values says.
        assert list(constants_differ(RESULTS | {"WS_S_ASYNC": 0x004D0000}, oracle("x64")))
        assert list(constants_differ({}, oracle("x64")))

    @pytest.mark.parametrize("name", sorted(abi.prototypes()))
    def test_in_a_prototype(self, name: str) -> None:
        result, parameters = abi.prototypes()[name]
        other = None if result else ctypes.c_int32
        assert list(function_differs(name, other, parameters, oracle("x64")))
        assert list(function_differs(name, result, parameters[1:], oracle("x64")))
        wrong: tuple[type[Any], ...] = (ctypes.c_uint8, *parameters[1:])
        assert list(function_differs(name, result, wrong, oracle("x64")))


def structure_wrong(name: str, layout: Layout) -> list[str]:
    """What the judge finds wrong on x64."""
    return list(structure_differs(name, layout, oracle("x64")))
