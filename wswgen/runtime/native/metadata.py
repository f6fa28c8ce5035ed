"""``?wsdl`` on the native host: WS_SERVICE_METADATA, see `wsw/service-metadata`."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any

from ..contract import Contract
from ..published import documents_at
from ..soap import Version
from .abi import (
    WS_METADATA_EXCHANGE_TYPE,
    WS_SERVICE_ENDPOINT_METADATA,
    WS_SERVICE_ENDPOINT_PROPERTY,
    WS_SERVICE_ENDPOINT_PROPERTY_ID,
    WS_SERVICE_METADATA,
    WS_SERVICE_METADATA_DOCUMENT,
    WS_SERVICE_PROPERTY,
    WS_SERVICE_PROPERTY_ID,
)
from .properties import Properties
from .strings import WideString, XmlString


class HostMetadata:
    """The documents of a contract, with the address at which it is served."""

    def __init__(self, contract: Contract, address: str, version: Version) -> None:
        self._kept: list[Any] = []
        self._contract = contract
        endpoint = next((e for e in contract.endpoints if e.soap == version.name), None)
        self._endpoint = endpoint
        documents: Mapping[str, bytes] = {}
        if contract.package:
            documents = documents_at(contract, address)
        described = [
            WS_SERVICE_METADATA_DOCUMENT(self._xml(content), self._wide(name))
            for name, content in documents.items()
        ]
        pointers = (ctypes.c_void_p * len(described))(*map(ctypes.addressof, described))
        self._kept += [described, pointers]
        self._metadata = WS_SERVICE_METADATA(
            document_count=len(described), documents=ctypes.addressof(pointers)
        )

    def add_to(
        self,
        service: Properties[WS_SERVICE_PROPERTY],
        endpoint: Properties[WS_SERVICE_ENDPOINT_PROPERTY],
    ) -> None:
        """Put the properties that answer ``?wsdl`` beside the others."""
        if not self._metadata.document_count or self._endpoint is None:
            return
        service.add(WS_SERVICE_PROPERTY_ID.WS_SERVICE_PROPERTY_METADATA, self._metadata)
        found = WS_SERVICE_ENDPOINT_METADATA(
            self._xml(self._endpoint.port),
            self._xml(self._endpoint.binding),
            self._xml(self._contract.namespace),
        )
        ids = WS_SERVICE_ENDPOINT_PROPERTY_ID
        endpoint.add(ids.WS_SERVICE_ENDPOINT_PROPERTY_METADATA, found)
        endpoint.add(
            ids.WS_SERVICE_ENDPOINT_PROPERTY_METADATA_EXCHANGE_TYPE,
            ctypes.c_int32(WS_METADATA_EXCHANGE_TYPE.WS_METADATA_EXCHANGE_TYPE_HTTP_GET),
        )

    def _xml(self, text: str | bytes) -> int:
        string = XmlString(text)
        self._kept.append(string)
        return string.address

    def _wide(self, text: str) -> int:
        string = WideString(text)
        self._kept.append(string)
        return string.address
