"""Every real contract that is carried: black leaves alone what is printed for it, unasked."""

from __future__ import annotations

import black
import pytest
from black.mode import TargetVersion

from tests.corpus.packages import CATALOG, Entry, entries, files, require_corpus
from tests.corpus.turn import part
from wswgen.errors import GenerateError
from wswgen.options import Options
from wswgen.pipeline import generate
from wswgen.render import format as formatting

pytestmark = pytest.mark.corpus

MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88)
WHOLE = 100_000
"""Bytes of a module up to which it is formatted whole: black takes a tenth of a second for 1,000
lines. Of a longer one pieces are, as many as that, and others in the next turn."""


def samples(text: str) -> list[str]:
    """The text, or some of its pieces between two empty lines."""
    if len(text) <= WHOLE:
        return [text]
    pieces = text.split("\n\n\n")
    return [f"{piece.rstrip()}\n" for piece in part(pieces, len(pieces) * WHOLE // len(text) or 1)]


def _asked(piece: str) -> str:
    assert black.format_str(piece, mode=MODE) == f"{piece}\n"
    return piece


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["id"])
def test_black_leaves_it_alone(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    require_corpus()
    monkeypatch.setattr(formatting, "_black", _asked)
    try:
        generated = generate(files(entry), Options(), catalog=CATALOG)
    except GenerateError:
        return  # refused whole: nothing is printed
    for name, data in generated.files.items():
        if name.endswith(".py"):
            for text in samples(data.decode()):
                assert black.format_str(text, mode=MODE) == text, name
