"""A contract of more definitions than one module holds, as it is: generated, served and called."""

from __future__ import annotations

import ast
import asyncio
import copy
import importlib
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase as LETTERS
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importable import importable
from tests.samples.wire import serving
from wswgen.options import Options
from wswgen.pipeline import from_wsdl
from wswgen.plan.parts import MANY
from wswgen.runtime.codec import decode_bytes, encode_bytes
from wswgen.runtime.values import QName
from wswgen.testing import strategy_for

NAME = "large_contract"
SPACE = "urn:example:large"
EACH = 100  # types of one initial letter

HEAD = f"""<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="{SPACE}"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="{SPACE}" name="Large">
  <types><xs:schema targetNamespace="{SPACE}" elementFormDefault="qualified">
"""
TAIL = """
    <xs:element name="Exchange"><xs:complexType><xs:sequence>
      <xs:element name="value" type="t:AItem0"/>
      <xs:element name="more" type="t:Base" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="ExchangeResponse"><xs:complexType><xs:sequence>
      <xs:element name="more" type="t:Base" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="In"><part name="parameters" element="t:Exchange"/></message>
  <message name="Out"><part name="parameters" element="t:ExchangeResponse"/></message>
  <portType name="Large"><operation name="Exchange">
    <input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="LargeBinding" type="t:Large">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Exchange"><soap:operation soapAction="urn:Exchange"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
    </operation></binding>
  <service name="Large"><port name="LargePort" binding="t:LargeBinding">
    <soap:address location="http://localhost:1/"/></port></service>
</definitions>
"""


def definitions(each: int = EACH) -> list[str]:
    """Types of all initial letters; each names one of the next letter, Z one of A."""
    found = ["""<xs:complexType name="Base" abstract="true"><xs:sequence>
          <xs:element name="id" type="xs:int"/></xs:sequence></xs:complexType>"""]
    for position, letter in enumerate(LETTERS):
        following = LETTERS[(position + 1) % len(LETTERS)]
        found.append(
            f'<xs:simpleType name="{letter}Kind"><xs:restriction base="xs:string">'
            '<xs:enumeration value="old"/><xs:enumeration value="new"/>'
            "</xs:restriction></xs:simpleType>"
        )
        for number in range(each):
            # One in ten is derived from one of another letter.
            base = f"{following}Item{number - 1}" if number % 10 == 1 else "Base"
            found.append(
                f'<xs:complexType name="{letter}Item{number}"><xs:complexContent>'
                f'<xs:extension base="t:{base}"><xs:sequence>'
                f'<xs:element name="{letter.lower()}{number}" type="xs:string"/>'
                f'<xs:element name="link" type="t:{following}Item{number}" minOccurs="0"/>'
                f'</xs:sequence><xs:attribute name="kind{number}" type="t:{letter}Kind" '
                'default="new"/></xs:extension></xs:complexContent></xs:complexType>'
            )
    return found


def write(folder: Path, types: list[str]) -> Path:
    wsdl = folder / "large.wsdl"
    wsdl.write_text(HEAD + "\n".join(types) + TAIL, "utf-8")
    from_wsdl([wsdl], folder, Options(package=NAME))
    return folder / NAME


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    write(folder, definitions())
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    with importable(folder, NAME):
        yield importlib.import_module(NAME)


def parts(package: Path) -> dict[str, list[str]]:
    """The classes of each module of types."""
    return {
        path.stem: sorted(
            node.name for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.ClassDef)
        )
        for path in (package / "types").glob("*.py")
    }  # fmt: skip


def test_each_type_lies_where_its_name_says(folder: Path) -> None:
    found = parts(folder / NAME)
    assert sum(map(len, found.values())) > MANY
    needed = {"Base"} | {f"{letter}Kind" for letter in LETTERS}
    needed |= {f"{letter}Item{number}" for letter in LETTERS for number in range(0, EACH, 10)}
    assert set(found.pop("base")) == needed
    assert found.pop("__init__") == []
    assert set(found) == {f"_{letter.lower()}" for letter in LETTERS}
    for part, names in found.items():
        assert all(name[0].lower() == part[1] for name in names)


def test_base_has_the_constants_that_are_used(folder: Path) -> None:
    types = folder / NAME / "types"
    texts = [path.read_text("utf-8") for path in types.glob("*.py")]
    for node in ast.parse((types / "base.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            assert any(f"({name}" in text or f", {name}" in text for text in texts), name


def test_order_changes_nothing(folder: Path, tmp_path: Path) -> None:
    types = definitions()
    random.Random(1).shuffle(types)
    assert parts(write(tmp_path, types)) == parts(folder / NAME)


def test_half_of_it_is_one_module_again(tmp_path: Path) -> None:
    package = write(tmp_path, definitions())
    write(tmp_path, definitions(EACH // 2))
    assert (package / "types.py").exists()
    assert not (package / "types").exists()


def value(package: Any) -> Any:
    """Three items of three letters, the last of which is derived from one of another letter."""
    last = package.BItem1(id=3, c0="c", b1="b", kind1=package.BKind.OLD)
    return package.AItem0(id=1, a0="a", link=package.BItem0(id=2, b0="b", link=None)), last


def test_served_and_called(package: Any) -> None:
    first, last = value(package)
    derived = package.ZItem1(id=4, a0="from A", z1="of Z", kind0=package.AKind.OLD)
    assert isinstance(derived, package.AItem0)

    class Large(package.LargeService):  # type: ignore[misc]  # the class is found at run time
        def exchange(self, state: Any) -> Any:
            assert type(state.value) is package.ZItem1
            return [state.value, *state.more]

    with serving(Large()) as recorder:
        with package.LargeClient(recorder.url) as client:
            assert client.exchange(value=derived, more=[first, last]) == [derived, first, last]

        async def call() -> Any:
            async with package.AsyncLargeClient(recorder.url) as client:
                return await client.exchange(value=derived, more=[last])

        assert asyncio.run(call()) == [derived, last]
    assert all(b'type="' in message for message in recorder.messages)


def test_values_are_copied_and_pickled(package: Any, folder: Path) -> None:
    values = value(package)
    data = pickle.dumps(values)
    assert pickle.loads(data) == copy.deepcopy(values) == values
    program = f"import pickle; print(pickle.loads({data!r})[1].kind1.value)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.stdout == "old\n", result.stderr


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), letter=st.sampled_from(LETTERS), number=st.integers(0, EACH - 1))
def test_random_values(package: Any, data: st.DataObject, letter: str, number: int) -> None:
    cls = getattr(package, f"{letter}Item{number}")
    drawn = data.draw(strategy_for(cls))
    name = QName(SPACE, "Any")
    assert decode_bytes(cls, encode_bytes(cls, drawn, name=name), name=name) == drawn


def test_random_values_are_of_derived_types_too(folder: Path) -> None:
    """Of types that nothing has used before."""
    program = f"""
import {NAME}
from hypothesis import find
from wswgen.testing import strategy_for
wanted = "ZItem1"
found = find(strategy_for({NAME}.AItem0), lambda value: type(value).__name__ == wanted)
print(type(found).__mro__[1] is {NAME}.AItem0)
"""
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.stdout == "True\n", result.stderr


def test_few_classes_are_made_for_one_value(folder: Path) -> None:
    program = f"""
import {NAME}
{NAME}.QItem5(id=1, q5="q")
made = [name for name, each in vars({NAME}.types).items() if isinstance(each, type)]
print(sorted(name for name in made if "Item" in name))
"""
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert result.stdout == "['QItem5']\n", result.stderr
