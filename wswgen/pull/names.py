"""What the document of a URL is called on disk: never outside of the folder, never by order."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import unquote, urlsplit

from wswgen.documents.naming import url_name

_QUERY = re.compile(r"^(wsdl|xsd|schema)=?(.*)$", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
# Names that Windows gives to devices, whatever their ending.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def name_of(url: str, root: str, ending: str, taken: set[str]) -> str:
    """A path below the folder, beside that of the root where the URLs are beside each other.

    ``ending`` is .wsdl or .xsd, whatever the URL ends in; ``taken`` has the names in use, in lower
    case, and gets this one.
    """
    parts, top = urlsplit(url), urlsplit(root)
    folder = posixpath.dirname(unquote(top.path))
    path = unquote(parts.path)
    if (parts.scheme, parts.netloc) == (top.scheme, top.netloc):
        below = path[len(folder) :] if path.startswith(folder + "/") else path
    else:
        below = url_name(f"//{parts.netloc}{parts.path}")
    pieces = [_safe(piece) for piece in below.split("/") if piece not in ("", ".", "..")]
    stem = _without_ending(pieces.pop() if pieces else "index")
    if parts.query:
        selected = _QUERY.match(parts.query)
        extra = selected[2] if selected else parts.query
        if extra:
            stem = (
                _safe(unquote(extra).rpartition("/")[2]) if selected else f"{stem}_{_safe(extra)}"
            )
            stem = _without_ending(stem)
    name = posixpath.join(*pieces, (stem or "index") + ending)
    if name.lower() in taken:
        digest = hashlib.sha256(url.encode()).hexdigest()[:6]
        name = posixpath.join(*pieces, f"{stem}_{digest}{ending}")
    taken.add(name.lower())
    return name


def _without_ending(name: str) -> str:
    return re.sub(r"\.(wsdl|xsd|xml|svc|asmx|aspx|jws|php)$", "", name, flags=re.IGNORECASE)


def _safe(piece: str) -> str:
    piece = _UNSAFE.sub("_", piece).lstrip(".")[:100]
    return f"_{piece}" if _DEVICE.match(piece) else piece or "_"
