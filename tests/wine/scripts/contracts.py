"""Messages of generated clients through WsCall: what came back, one JSON line for each case.

A case holds its request and its answer as XML. The service on the other side gives that answer
only to a request that arrives with equal values.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from wswgen.runtime.codec import Codec, codec_for, parse
from wswgen.runtime.contract import Contract, Part
from wswgen.runtime.fault import Fault
from wswgen.runtime.messages import OperationCodec, field_names, resolve
from wswgen.runtime.values import QName

TIMEOUT = 20.0


def part_codec(contract: Contract, part: Part) -> Codec:
    """The codec of a body."""
    return codec_for(resolve(contract.types, part.type), name=QName(part.namespace, part.name))


def decode(codec: Codec, text: str) -> Any:
    """The value in a case."""
    document = parse(text.encode())
    return codec.decode(document.root, document)


def judge(case: dict[str, Any]) -> str:
    """What is wrong with one call; nothing if all is well."""
    cls = getattr(import_module(case["package"]), case["client"])
    contract: Contract = cls.contract
    operation = next(each for each in contract.operations if each.name == case["operation"])
    codec = OperationCodec(operation, contract)
    request = decode(part_codec(contract, operation.request.body[0]), case["request"])
    arguments = [getattr(request, name) for name in field_names(type(request))]
    assert operation.response is not None
    assert codec.response is not None
    with cls(case["url"], backend="native", timeout=TIMEOUT) as client:
        method = getattr(client, case["method"])
        call = dict(zip(operation.request.fields, arguments, strict=True))
        try:
            result = method(**call)
        except Fault as fault:
            if case["fault"] is None:
                return f"the service did not know the request: {fault}"
            for declared in codec.faults:
                kind = declared.exception
                if kind.__name__ == case["fault"]:
                    expected = decode(declared.codec, case["answer"])
                    right = type(fault) is kind and fault.detail == expected
                    return "" if right else f"{fault!r} with {fault.detail!r}, not {expected!r}"
            return f"{fault!r} is not declared"
    answer = decode(part_codec(contract, operation.response.body[0]), case["answer"])
    expected = codec.response.join([getattr(answer, name) for name in field_names(type(answer))])
    return "" if result == expected else f"{result!r} came back, not {expected!r}"


def main(cases: str, results: str) -> None:
    """Read the cases, write what is wrong with each."""
    with Path(results).open("w", encoding="utf-8") as out:
        for line in Path(cases).read_text("utf-8").splitlines():
            try:
                wrong = judge(json.loads(line))
            except Exception as error:
                wrong = f"{type(error).__name__}: {error}"
            out.write(json.dumps(wrong) + "\n")
            out.flush()


main(*sys.argv[1:])
