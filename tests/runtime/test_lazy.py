"""A module whose definitions are made on demand holds what the plain import makes."""

from __future__ import annotations

import copy
import dataclasses
import enum
import inspect
import pickle
import re
import shutil
import sys
import threading
import traceback
import typing
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import orders
import orders.types
from tests.importable import importable
from wswgen.runtime import DecodeError
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.lazy import DefinitionsOnDemand
from wswgen.runtime.values import QName

NAME = "orders_on_demand"
EVERY = [name for name in orders.__all__ if hasattr(orders.types, name)]


def load(folder: Path, *edits: tuple[str, str]) -> ModuleType:
    """The sample `orders` under another name, with its definitions made on demand."""
    package = folder / NAME
    shutil.copytree(Path(orders.__file__ or "").parent, package)
    start = package / "__init__.py"
    call = "from wswgen.runtime.lazy import definitions_on_demand, names_on_demand\n"
    text = start.read_text("utf-8").replace(
        "from wswgen.runtime.lazy import names_on_demand\n", call
    )
    start.write_text(
        text.replace("    names_on", '    definitions_on_demand(__name__, "types")\n    names_on')
    )
    types = (package / "types.py").read_bytes().decode()
    for old, new in edits:
        assert old in types
        types = types.replace(old, new)
    (package / "types.py").write_bytes(types.encode())
    return import_module(NAME)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with importable(tmp_path, NAME):
        yield tmp_path


@pytest.fixture
def package(folder: Path) -> Any:
    package = load(folder)
    assert isinstance(sys.modules[f"{NAME}.types"], DefinitionsOnDemand)
    return package


def made(package: Any) -> set[str]:
    return {name for name in EVERY if name in vars(package.types)}


def test_nothing_is_made_before_it_is_used(package: Any) -> None:
    assert made(package) == set()
    assert package.OrderLine.__name__ == "OrderLine"
    assert made(package) == {"OrderLine"}
    # A default that is a member of an enumeration, and a class that is derived from.
    assert package.Order(**order(package)).priority is package.types.Priority.VALUE_2
    assert "Priority" in made(package)
    assert "Find" not in made(package)


def order(package: Any) -> dict[str, Any]:
    return {
        "customer": "c",
        "placed": datetime(2026, 1, 2),
        "deliver_on": None,
        "deliver_to": package.Address(street="s", city="c", country="de"),
        "choice": package.OrderVoucher(voucher="v"),
        "line": [package.OrderLine(article="AB-12", quantity=1, unit_price=Decimal(1))],
    }


@pytest.mark.parametrize("name", EVERY)
def test_each_is_what_the_plain_import_makes(package: Any, name: str) -> None:
    mine: Any = getattr(package.types, name)
    plain: Any = getattr(orders.types, name)
    assert repr(mine).replace(NAME, "orders") == repr(plain)
    if not hasattr(plain, "__mro__"):
        return
    assert mine.__module__ == f"{NAME}.types"
    assert [base.__name__ for base in mine.__mro__] == [base.__name__ for base in plain.__mro__]
    assert mine.__doc__ == plain.__doc__
    assert inspect.getsource(mine) == inspect.getsource(plain)
    assert inspect.getsourcelines(mine)[1] == inspect.getsourcelines(plain)[1]
    if enum.Enum in plain.__mro__:
        assert {m.name: m.value for m in mine} == {m.name: m.value for m in plain}
        return
    assert repr(dataclasses.fields(mine)) == repr(dataclasses.fields(plain))
    assert mine.__slots__ == plain.__slots__
    assert mine.__match_args__ == plain.__match_args__
    hints, others = (typing.get_type_hints(cls, include_extras=True) for cls in (mine, plain))
    assert repr(hints).replace(NAME, "orders") == repr(others)


def test_line_numbers_are_those_of_the_file(folder: Path) -> None:
    package = load(folder, ('    RED = "red"', "    RED = 1 // 0"))
    with pytest.raises(ZeroDivisionError) as caught:
        _ = package.Color
    place = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (place.filename, place.name) == (package.types.__file__, "Color")
    assert place.line == "RED = 1 // 0"


def test_pickle_copy_and_match(package: Any) -> None:
    line = package.OrderLine(article="AB-12", quantity=1, unit_price=1)
    again = pickle.loads(pickle.dumps(line))
    assert again == line
    assert copy.deepcopy(line) == dataclasses.replace(line) == line
    match again:
        case package.types.OrderLine(article="AB-12", quantity=quantity):
            assert quantity == 1
        case _:
            pytest.fail("no match")


def test_names_that_are_not_there(package: Any) -> None:
    with pytest.raises(AttributeError, match=f"module '{NAME}.types' has no attribute 'Nobody'"):
        _ = package.types.Nobody
    with pytest.raises(AttributeError, match=f"module '{NAME}' has no attribute 'Nobody'"):
        _ = package.Nobody
    with pytest.raises(ImportError, match="Nobody"):
        exec(f"from {NAME}.types import Nobody")


def test_directory_and_star_import(package: Any) -> None:
    assert set(EVERY) <= set(dir(package.types))
    assert set(orders.__all__) <= set(dir(package))
    names: dict[str, Any] = {}
    exec(f"from {NAME}.types import *", names)
    assert set(EVERY) <= set(names)


def test_what_is_set_is_what_code_sees(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package.types, "OrderLine", 42)
    assert package.types.OrderLine == 42
    assert vars(package.types)["OrderLine"] == 42


def test_threads_make_one_class(package: Any) -> None:
    found: list[type] = []
    barrier = threading.Barrier(8)

    def ask() -> None:
        barrier.wait()
        found.append(package.types.Order)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(cls) for cls in found}) == 1


def test_messages_are_the_same_bytes(package: Any) -> None:
    name = QName("urn:example:orders", "Submit")
    texts = [
        encode_bytes(home.Submit, home.Submit(order=home.Order(**order(home))), name=name)
        for home in (orders, package)
    ]
    assert texts[0] == texts[1]
    assert decode_bytes(package.Submit, texts[1], name=name).order.line[0].quantity == 1


@pytest.mark.parametrize(
    "text",
    ["@dataclass(kw_only=True, slots=True)\nclass Order:\n    x = 1", "Money: TypeAlias = int"],
)
def test_documentation_that_looks_like_code_is_none(text: str, tmp_path: Path) -> None:
    from wswgen.plan.docs import clean
    from wswgen.render.docstring import docstring

    hostile = clean(f"Some.\n\n\n\n{text}\n\n \n\n\n{text}")
    assert "\n\n\n" not in docstring(hostile, 0)
    assert "\n\n\n" not in docstring(hostile, 4)


@pytest.mark.parametrize(
    "edit",
    [
        ("\n\n\nclass Color", "\n\nclass Color"),  # somebody else's layout
        ("\n\n\nLabels: ", "\n\nLabels: "),
        ("\n\n\nclass Color", "\n\n\nCONSTANT = 1\n\n\nclass Color"),
        ("\n\n\nclass Color", "\n\n\ndef helper() -> None: ...\n\n\nclass Color"),
    ],
)
def test_another_layout_is_imported_as_ever(folder: Path, edit: tuple[str, str]) -> None:
    package = load(folder, edit)
    types = import_module(f"{NAME}.types")
    assert not isinstance(types, DefinitionsOnDemand)
    assert package.Color.RED == "red"


def test_line_ends_of_another_system(folder: Path) -> None:
    package = load(folder, ("\n", "\r\n"))
    assert isinstance(sys.modules[f"{NAME}.types"], DefinitionsOnDemand)
    assert package.Color.RED == "red"
    _, first = inspect.getsourcelines(package.Color)
    assert inspect.getsourcelines(orders.Color)[1] == first


def test_an_alias_with_a_long_name(folder: Path) -> None:
    name = "Labels" + "x" * 80
    package = load(folder, ("\n\n\nLabels: TypeAlias = ", f"\n\n\n{name}: (\n    TypeAlias\n) = "))
    assert isinstance(sys.modules[f"{NAME}.types"], DefinitionsOnDemand)
    assert getattr(package.types, name) == orders.types.Labels


def test_a_type_that_only_xsi_type_names(folder: Path) -> None:
    header = "\n\n\n@dataclass(kw_only=True, slots=True)\nclass "
    derived = 'Found(Find):\n    """Derived."""\n\n    __xml__ = xml.Type("A.Find", ORDERS_NS)\n'
    package = load(folder, (f"{header}Card:", f"{header}{derived.rstrip()}{header}Card:"))
    space, xsi = "urn:example:orders", "http://www.w3.org/2001/XMLSchema-instance"
    name = QName(space, "Find")
    data = f'<o:Find xmlns:o="{space}" xmlns:i="{xsi}" i:type="o:%s"/>'
    for other in ("AXFind", "Find2", "\u00e4"):
        with pytest.raises(DecodeError, match="there is no type"):
            decode_bytes(package.Find, (data % other).encode(), name=name)
        # Only a name that could be written in another way is looked for in all of them.
        assert ("Card" in vars(package.types)) is not other.isascii()
    value = decode_bytes(package.Find, (data % "A.Find").encode(), name=name)
    assert type(value) is package.types.Found


def test_types_are_looked_up_without_reading_the_source_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = load(folder)
    read: list[str] = []
    compiling = re.compile

    def counted(wanted: str) -> re.Pattern[str]:
        read.append(wanted)
        return compiling(wanted)

    monkeypatch.setattr("wswgen.runtime.lazy.re.compile", counted)
    space, xsi = "urn:example:orders", "http://www.w3.org/2001/XMLSchema-instance"
    for number in range(20):
        data = f'<o:Find xmlns:o="{space}" xmlns:i="{xsi}" i:type="o:T{number}"/>'
        with pytest.raises(DecodeError, match="there is no type"):
            decode_bytes(package.Find, data.encode(), name=QName(space, "Find"))
    assert len([wanted for wanted in read if "xml" in wanted]) == 1
