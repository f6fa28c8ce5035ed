"""``?wsdl``: the documents of the contract, with the addresses at which they are served."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache, partial
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote

from ..contract import Contract
from ..engine import Response
from ..published import document_at

Scope: TypeAlias = MutableMapping[str, Any]

_HOST = re.compile(r"[A-Za-z0-9.\-_~%\[\]:]+")


class Metadata:
    """Answers the requests that are no calls."""

    def __init__(self, contract: Contract, *, trust_forwarded: bool) -> None:
        self._contract = contract
        self._trust = trust_forwarded
        self._root = contract.wsdl.removeprefix("wsdl/")
        # Bounded: who asks chooses the address, through the Host header.
        self._document: Callable[[str, str], bytes] = lru_cache(maxsize=64)(
            partial(document_at, contract)
        )

    def answer(self, scope: Scope) -> Response:
        """The document that was asked for: 200, 404, or 405 for what is no such question."""
        query: bytes = scope.get("query_string", b"")
        asked = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        key, name = asked[0] if len(asked) == 1 else ("", "")
        key = key.lower()
        if scope["method"] not in ("GET", "HEAD") or key not in ("wsdl", "singlewsdl", "xsd"):
            return _plain(405, "POST a SOAP message, or GET ?wsdl", ("allow", "POST, GET, HEAD"))
        name = name or self._root
        known = name == self._root or name in self._contract.documents
        if not known or not self._contract.package or not self._root:
            return _plain(404, f"there is no document {name!r}")
        body = self._document(name, self._address(scope))
        return Response(status=200, content_type="text/xml", body=body)

    def _address(self, scope: Scope) -> str:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        scheme, host = scope.get("scheme", "http"), headers.get(b"host", b"").decode("latin-1")
        if self._trust:
            forwarded = headers.get(b"x-forwarded-proto", b"").decode("latin-1")
            if forwarded in ("http", "https"):
                scheme = forwarded
            host = headers.get(b"x-forwarded-host", b"").decode("latin-1") or host
        if not _HOST.fullmatch(host):
            server = scope.get("server") or ("localhost", None)
            host = server[0] if server[1] is None else f"{server[0]}:{server[1]}"
        raw: bytes | None = scope.get("raw_path")
        path = quote(scope["path"]) if raw is None else raw.decode("latin-1").partition("?")[0]
        return f"{scheme}://{host}{path}"


def _plain(status: int, text: str, *headers: tuple[str, str]) -> Response:
    return Response(
        status=status,
        content_type="text/plain; charset=utf-8",
        body=f"{text}\n".encode(),
        headers=headers,
    )
