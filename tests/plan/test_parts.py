"""A large contract's types lie in a package ``types``, which is to users what ``types.py`` is.

What is large is set lower here: the sample `orders` as a package, beside itself as one module.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import json
import pickle
import subprocess
import sys
import typing
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import orders
import orders.types
from tests.importable import importable
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.lazy import DefinitionsOnDemand
from wswgen.runtime.values import QName

ORDERS = Path(__file__).parents[2] / "samples" / "wsdl" / "orders.wsdl"
NAME = "parted"
SPACE = "urn:example:orders"
EVERY = [name for name in orders.__all__ if hasattr(orders.types, name)]


def write(folder: Path, source: Path = ORDERS, **options: Any) -> Path:
    from_wsdl([source], folder, Options(package=NAME, **options))
    return folder / NAME


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wswgen.plan.build.MANY", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with importable(tmp_path, NAME):
        yield tmp_path


@pytest.fixture(params=["plain", "on demand", "vendored"])
def package(
    request: pytest.FixtureRequest, few: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    if request.param != "plain":
        monkeypatch.setattr("wswgen.plan.modules._MANY", 0)
    write(folder, vendor_runtime=request.param == "vendored")
    importlib.invalidate_caches()
    found: Any = importlib.import_module(NAME)
    kind = "ModuleType" if request.param == "plain" else "DefinitionsOnDemand"
    assert type(found.types).__name__ == kind.replace("ModuleType", "module")
    return found


@pytest.mark.parametrize("name", EVERY)
def test_each_is_what_one_module_would_have(package: Any, name: str) -> None:
    mine: Any = getattr(package, name)
    one: Any = getattr(orders, name)
    assert getattr(package.types, name) is mine
    assert vars(package.types)[name] is mine
    if not isinstance(one, type):  # an alias
        assert type(mine) is type(one)
        assert typing.get_origin(mine) == typing.get_origin(one)
        return
    home = sys.modules[mine.__module__]
    assert getattr(home, name) is mine
    assert pickle.loads(pickle.dumps(mine)) is mine
    assert mine.__doc__ == one.__doc__
    assert [base.__name__ for base in mine.__mro__] == [base.__name__ for base in one.__mro__]
    assert inspect.getsource(mine).startswith(("@dataclass", f"class {name}"))
    hints = typing.get_type_hints(mine, include_extras=True)
    others = typing.get_type_hints(one, include_extras=True)
    assert list(hints) == list(others)


def order(package: Any) -> Any:
    return package.Order(
        customer="c",
        placed=datetime(2026, 1, 2),
        deliver_on=None,
        deliver_to=package.Address(street="s", city="c", country="de"),
        choice=package.OrderVoucher(voucher="v"),
        line=[package.OrderLine(article="AB-12", quantity=1, unit_price=Decimal(1))],
    )


def codec_of(package: Any) -> Any:
    """The codec of the runtime that the package uses."""
    vendored = (Path(package.__file__).parent / "_runtime").exists()
    return importlib.import_module(f"{NAME}._runtime.codec" if vendored else "wswgen.runtime.codec")


def test_messages_values_and_matching(package: Any) -> None:
    codec, name = codec_of(package), QName(SPACE, "Submit")
    mine = package.Submit(order=order(package))
    text = codec.encode_bytes(package.Submit, mine, name=name)
    assert text == encode_bytes(orders.Submit, orders.Submit(order=order(orders)), name=name)
    assert codec.decode_bytes(package.Submit, text, name=name) == mine
    assert pickle.loads(pickle.dumps(mine)) == copy.deepcopy(mine) == mine
    match mine.order.choice:
        case package.types.OrderVoucher(voucher=voucher):
            assert voucher == "v"
        case _:
            pytest.fail("no match")


def test_directory_star_import_and_reload(package: Any) -> None:
    assert set(EVERY) <= set(dir(package.types))
    names: dict[str, Any] = {}
    exec(f"from {NAME}.types import *", names)
    assert set(EVERY) <= set(names)
    assert names["ORDERS_NS"] == SPACE
    assert importlib.reload(package.types).OrderLine is package.OrderLine
    with pytest.raises(AttributeError, match="Nobody"):
        _ = package.types.Nobody


def test_types_that_only_xsi_type_names(package: Any, folder: Path) -> None:
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    data = f'<o:Find xmlns:o="{SPACE}" xmlns:i="{xsi}" i:type="o:%s"/>'
    for name, said in ("Nobody", "there is no type"), ("Order", "is not derived from"):
        with pytest.raises(Exception, match=said):
            codec_of(package).decode_bytes(
                package.Find, (data % name).encode(), name=QName(SPACE, "Find")
            )


def test_only_what_is_looked_for_is_read(
    few: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wswgen.plan.modules._MANY", 0)
    package = write(folder)
    # Neither the package's own file nor other modules are executed.
    for path in package.glob("types/*.py"):
        if path.stem not in ("_a", "base"):
            path.write_text("raise SystemError\n" if path.stem == "__init__" else "\n\n\n1 // 0\n")
    importlib.invalidate_caches()
    made: Any = importlib.import_module(NAME)
    assert isinstance(made.types, DefinitionsOnDemand)
    assert made.Address(street="s", city="c", country="de").street == "s"


def test_a_part_of_another_layout_is_executed_whole(
    few: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wswgen.plan.modules._MANY", 0)
    part = write(folder) / "types" / "_o.py"
    part.write_text(part.read_text("utf-8").replace("\n\n\n", "\n\n"), "utf-8")
    importlib.invalidate_caches()
    package: Any = importlib.import_module(NAME)
    mine = package.Submit(order=order(package))
    text = encode_bytes(package.Submit, mine, name=QName(SPACE, "Submit"))
    assert decode_bytes(package.Submit, text, name=QName(SPACE, "Submit")) == mine
    assert "Order" in dir(package.types)


def test_another_process_reads_the_pickle(package: Any, folder: Path) -> None:
    path = folder / "value.pickle"
    path.write_bytes(pickle.dumps(order(package)))
    program = f"import pickle; print(pickle.load(open({str(path)!r}, 'rb')).line[0].article)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.stdout == "AB-12\n", result.stderr


def test_growth_and_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = write(folder)
    before = {path: path.read_bytes() for path in package.rglob("*.py")}
    with monkeypatch.context() as context:
        context.setattr("wswgen.plan.build.MANY", 0)
        write(folder)
    assert not (package / "types.py").exists()
    cached = package / "types" / "__pycache__"
    cached.mkdir()
    (cached / "base.cpython-311.pyc").write_bytes(b"")
    write(folder)
    assert not (package / "types").exists()
    assert {path: path.read_bytes() for path in package.rglob("*.py")} == before


def test_a_module_of_others_that_would_win(few: None, folder: Path) -> None:
    package = folder / NAME
    (package / "client").mkdir(parents=True)
    (package / "client" / "__init__.py").write_text("theirs")
    (package / "types.py").write_text("theirs")
    with pytest.raises(GenerateError) as caught:
        write(folder)
    assert [Path(str(p.location.file)).name for p in caught.value.problems] == [
        "__init__.py", "types.py",
    ]  # fmt: skip


def test_another_type_changes_its_module_alone(few: None, folder: Path) -> None:
    text = ORDERS.read_text("utf-8")
    package = write(folder)
    before = {path: path.read_bytes() for path in package.rglob("*.py")}
    more = '<xs:complexType name="Zebra"><xs:sequence><xs:element name="a" type="xs:int"/>'
    place = '<xs:complexType name="OrderLine">'
    assert place in text
    copied = folder / ORDERS.name
    copied.write_text(text.replace(place, f"{more}</xs:sequence></xs:complexType>{place}"), "utf-8")
    write(folder, copied)
    after = {path: path.read_bytes() for path in package.rglob("*.py")}
    changed = {path.relative_to(package).as_posix() for path in after
               if before.get(path) != after[path]}  # fmt: skip
    assert changed == {"__init__.py", "types/__init__.py", "types/_z.py"}


@pytest.mark.parametrize("vendored", [False, True])
def test_type_checkers_and_formatters_are_content(few: None, folder: Path, vendored: bool) -> None:
    write(folder, vendor_runtime=vendored)
    config = {"include": [NAME], "typeCheckingMode": "strict", "exclude": [f"{NAME}/_runtime"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    for command in (
        ["mypy", "--strict", "--cache-dir", str(folder / "cache"), "-p", NAME],
        ["pyright", "--pythonpath", sys.executable, "-p", "."],
        ["ruff", "check", "--isolated", "--select", "E4,E7,E9,F,I", f"{NAME}/types"],
        ["black", "--check", "-l", "88", f"{NAME}/types"],
    ):
        result = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr


def test_no_circle_of_imports(few: None, folder: Path) -> None:
    for path in write(folder).glob("types/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 1 and path.stem != "__init__":
                assert path.stem != "base"
                assert node.module == "base" or [a.name for a in node.names] == ["base"]
