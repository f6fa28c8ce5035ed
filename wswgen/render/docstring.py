"""Docstrings: any text, quoted so that Python reads back just that text, in 88 columns."""

from __future__ import annotations

import re

from wswgen.render.fit import WIDTH, width


def docstring(text: str, indent: int) -> str:
    """The docstring for ``text``, whose first line is not indented and whose others are.

    ``text`` is paragraphs without line breaks, separated by empty lines.
    """
    margin = " " * indent
    escaped = _escape(text)
    closing = ' """' if escaped.endswith('"') else '"""'
    # black keeps a space between a quotation mark and the closing quotes.
    whole = f'"""{escaped}{closing}'
    if "\n" not in escaped and (indent + width(whole) <= WIDTH or " " not in escaped):
        return whole
    lines: list[str] = []
    for paragraph in escaped.split("\n\n"):
        # The first line gives way to the opening quotes; if it were the only one, black would
        # have the closing quotes on it too.
        room = WIDTH - indent - (0 if lines else 3 if "\n" in escaped else 7)
        lines += [*([""] if lines else []), *_wrap(paragraph, room, WIDTH - indent)]
    body = "\n".join(margin + line if line and i else line for i, line in enumerate(lines))
    return f'"""{body}\n{margin}"""'


# What would hide in the text or turn its direction round; joiners belong to the words of scripts.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)


_QUOTED = re.compile(r'[\\"]')


def _escape(text: str) -> str:
    if text.isascii() and text.isprintable() and not _QUOTED.search(text):
        return text
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = re.sub(r'\A"', r"\\" + '"', text)
    return _UNSEEN.sub(_code, text)


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _wrap(paragraph: str, first: int, room: int) -> list[str]:
    lines: list[str] = []
    line = ""
    limit = first
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer) > limit:
            lines.append(line)
            line, limit = word, room
        else:
            line = longer
    return [*lines, line]
