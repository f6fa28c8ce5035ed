"""The page: markup, style, script and data in one file that asks nobody for anything."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


def page(data: Mapping[str, Any]) -> str:
    """The whole page. The data are a text inside of it, never markup or script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Nothing in the data can end the element that holds them (HTML, section 4.12.1.3).
    text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    parts = {
        "TITLE": html.escape(f"{data['name']}: contract"),
        "STYLE": (_FOLDER / "page.css").read_text("utf-8"),
        "SCRIPT": (_FOLDER / "page.js").read_text("utf-8"),
        "DATA": text,
    }
    pieces = (_FOLDER / "page.html").read_text("utf-8").split("%%")
    # Every second piece is the name of a part: no part is searched for names of others.
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))
