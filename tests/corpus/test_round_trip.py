"""Every complex type of every real contract: values come back equal, and others accept the bytes.

And the other way: documents made from the schema, by `instances` and not by us, come back equal.
Large contracts are tried in parts, as `turn` says.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.corpus.instances import Maker, Unable, difference, written
from tests.corpus.packages import (
    Entry,
    Package,
    entries,
    folder,
    package_of,
    require_corpus,
    row,
)
from tests.corpus.schemas import PROBE, Schemas
from tests.corpus.turn import TURN, part
from tests.corpus.validators import Validator
from wswgen.contract.encoded import misfits
from wswgen.runtime import xml
from wswgen.runtime.codec import Codec, decode_bytes, encode_bytes, parse
from wswgen.runtime.codec.soapenc import SOAP11, SOAP12
from wswgen.runtime.codec.space import space_of
from wswgen.runtime.values import QName
from wswgen.testing import has_values, strategy_for

pytestmark = pytest.mark.corpus

MOST = 60
"""Types of one entry in one turn."""
FEW = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_corpus_is_there() -> None:
    require_corpus()


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["id"]))
def test_values(entry: Entry) -> None:
    package = package_of(entry)
    if package is None:
        return  # the table shows why; test_front_end judges it
    line, started = row(entry), time.perf_counter()
    schemas = Schemas(package.documents, folder() / f"{package.name}_schemas", relaxed=True)
    validator = Validator(schemas.driver)
    line.notes += validator.notes
    classes = classes_of(package, schemas)
    line.types = len(classes)
    problems: list[str] = []
    encoded, nowhere = encoded_only(package), in_no_message(package)
    for cls, element in part(classes, MOST):
        if cls.__name__ in nowhere:
            continue
        line.tried += 1
        try:
            if cls.__name__ in encoded:
                _check_encoded(cls, element)
            else:
                _check_values(cls, element, validator)
        except Exception as error:
            problems.append(f"{cls.__name__}: {type(error).__name__}: {str(error)[:600]}")
    line.seconds += time.perf_counter() - started
    line.result = f"{len(problems)} failed" if problems else "equal"
    assert not problems, "\n".join([f"{len(problems)} of {line.tried}:", *problems[:10]])


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry["id"]))
def test_documents(entry: Entry) -> None:
    package = package_of(entry)
    if package is None:
        return
    line, started = row(entry), time.perf_counter()
    schemas = Schemas(package.documents, folder() / f"{package.name}_exact", relaxed=False)
    validator = Validator(schemas.driver)
    model = validator.model()
    if model is None:
        return  # noted in the table
    maker = Maker(model, seed=TURN)
    problems: list[str] = []
    encoded = encoded_only(package)
    for cls, element in part(classes_of(package, schemas), MOST):
        if cls.__name__ in encoded:
            continue
        declared = model.maps.elements.get(str(element))
        for _ in range(2 if declared is not None else 0):
            try:
                made = maker.document(declared)
            except Unable:
                line.unable += 1
                continue
            before = written(made, maker)
            if not validator.accepts(before):
                line.unable += 1
                continue
            line.documents += 1
            try:
                after = _read_and_written(cls, element, before, nillable=declared.nillable)
                found = difference(maker, made, after)
            except Exception as error:
                found = f"{type(error).__name__}: {str(error)[:300]}\n  {before.decode()[:1500]}"
            if found:
                problems.append(f"{cls.__name__}: {found}")
    line.seconds += time.perf_counter() - started
    line.back = f"{len(problems)} failed" if problems else "equal"
    assert not problems, "\n".join([f"{len(problems)} of {line.documents}:", *problems[:6]])


def _read_and_written(cls: type, element: QName, data: bytes, *, nillable: bool) -> bytes:
    codec = Codec(element, space_of(sys.modules[cls.__module__]), lambda: cls, nillable)
    document = parse(data)
    return codec.encode(codec.decode(document.root, document)).encode()


def classes_of(package: Package, schemas: Schemas) -> list[tuple[type, QName]]:
    """The classes of named types and of elements with a type of their own, with an element."""
    found: list[tuple[type[Any], QName]] = []
    for name in dir(package.types):
        cls = getattr(package.types, name)  # some are made by being asked for
        if not isinstance(cls, type) or not dataclasses.is_dataclass(cls):
            continue
        mark = cls.__dict__.get("__xml__")
        if not isinstance(mark, xml.Type) or not cls.__module__.startswith(package.types.__name__):
            continue
        known = QName(mark.namespace, mark.name)
        if mark.name and known in schemas.probes:
            found.append((cls, QName(PROBE, schemas.probes[known])))
        elif name in package.elements:
            found.append((cls, package.elements[name]))
        else:
            assert not mark.name, f"{name} is in no schema"
    return found


def encoded_only(package: Package) -> set[str]:
    """The classes that reach an array of the SOAP encoding: no literal message has them."""
    found = misfits(package.contract.types, encoded=False)
    return {name for key, name in package.classes.items() if key in found}


def in_no_message(package: Package) -> set[str]:
    """The classes that no operation has that is carried: arrays that encoded messages refuse."""
    types = package.contract.types
    refused = misfits(types, encoded=False).keys() & misfits(types, encoded=True).keys()
    return {name for key, name in package.classes.items() if key in refused}


def _check_encoded(cls: type, element: QName) -> None:
    """Values come back equal from encoded messages; there is no schema to hold those against."""
    space = space_of(sys.modules[cls.__module__])
    codecs = [Codec(element, space.twin(each), lambda: cls) for each in (SOAP11, SOAP12)]

    @seed(TURN)
    @FEW
    @given(value=strategy_for(cls))
    def check(value: Any) -> None:
        for codec in codecs:
            written = codec.encode(value).encode()
            document = parse(written)
            assert codec.decode(codec.inline([document.root], document), document) == value, written

    check()


def _check_values(cls: type, element: QName, validator: Validator) -> None:
    if not has_values(cls):
        return  # abstract, and nothing derives from it

    @seed(TURN)
    @FEW
    @given(value=strategy_for(cls))
    def check(value: Any) -> None:
        written = encode_bytes(cls, value, name=element)
        assert decode_bytes(cls, written, name=element) == value, written
        validator.check(written)

    check()
