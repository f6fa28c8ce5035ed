"""What the documentation of a contract says, as text for docstrings."""

from __future__ import annotations

import re

from wswgen import ir

_MAX = 4000


def clean(text: str) -> str:
    """Paragraphs of words: lines joined, indentation and control characters gone."""
    if text.isascii() and text.isprintable() and len(text) <= _MAX:
        return " ".join(text.split())  # one line, as most are
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]", " ", text)
    paragraphs = (" ".join(piece.split()) for piece in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text))
    whole = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return whole if len(whole) <= _MAX else whole[:_MAX].rsplit(" ", 1)[0] + " ..."


def type_doc(definition: ir.Type) -> str:
    """What a type is: its documentation, or else what the schema calls it."""
    return clean(definition.documentation) or f"{_kind(definition)} {_label(definition.key)}."


def _kind(definition: ir.Type) -> str:
    return "Simple type" if isinstance(definition, ir.SimpleType) else "Complex type"


def _label(key: ir.TypeKey) -> str:
    name = "/".join((key.name, *key.path))
    match key.kind:
        case "type":
            return f"at `{name}`" if key.path else f"`{name}`"
        case "message":
            return f"of the message `{name}`"
        case _:
            return f"of {key.kind} `{name}`"


def first_sentence(text: str, fallback: str) -> str:
    """The cleaned documentation, or ``fallback`` where there is none."""
    return clean(text) or fallback
