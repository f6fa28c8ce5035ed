"""What the stages hand to each other, and what they let go."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path

import pytest

from wswgen import pipeline
from wswgen.documents.document import Node
from wswgen.options import Options
from wswgen.plan.package import PackagePlan
from wswgen.render.engine import render

WSDL = Path(__file__).parents[1] / "samples" / "wsdl" / "orders.wsdl"


def test_no_node_of_a_document_is_left_when_modules_are_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = nodes()  # by fixtures of other tests
    left: list[Node] = []

    def looked(plan: PackagePlan) -> Mapping[str, bytes]:
        known = set(map(id, kept))
        left.extend(each for each in nodes() if id(each) not in known)
        return render(plan)

    monkeypatch.setattr(pipeline, "render", looked)
    gc.disable()  # as the command has it: reference counts alone must do
    try:
        pipeline.generate([WSDL], Options())
    finally:
        gc.enable()
    assert not left


def nodes() -> list[Node]:
    return [each for each in gc.get_objects() if isinstance(each, Node)]
