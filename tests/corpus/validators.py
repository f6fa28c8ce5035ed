"""What other people's validators say of a document: libxml2, else the library xmlschema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xmlschema
from lxml import etree

# An xs:ENTITY must name an entity of the document type declaration (XSD 1.0 part 2, 3.3.11), and
# SOAP messages have none (SOAP 1.1, section 3): no value is valid.
_ENTITIES = ("'xs:ENTITY'", "'xs:ENTITIES'")


class Validator:
    """The compiled schema of an entry."""

    def __init__(self, driver: Path) -> None:
        self.notes: list[str] = []
        self._libxml2: etree.XMLSchema | None = None
        self._xmlschema: Any = None
        self._driver = driver
        try:
            self._libxml2 = etree.XMLSchema(etree.parse(driver))
        except etree.XMLSchemaParseError as error:
            self.notes.append(f"libxml2: {_short(error)}")
            self._compile()

    def _compile(self) -> None:
        try:
            self._xmlschema = xmlschema.XMLSchema10(str(self._driver), validation="lax")
        except Exception as other:  # an assertion of its own, for one
            self.notes.append(f"xmlschema: {_short(other)}")
            if self._libxml2 is None:
                self.notes.append("not validated")

    def model(self) -> Any:
        """The compiled schema of xmlschema; None where it is no valid schema.

        That a content model is not deterministic is an error that instances do not show.
        """
        if self._libxml2 is None and "not determinist" not in self.notes[0]:
            return None
        if self._xmlschema is None:
            self._compile()
        return self._xmlschema

    def accepts(self, data: bytes) -> bool:
        """Whether the document is valid."""
        try:
            self.check(data)
        except AssertionError:
            return False
        return True

    def check(self, data: bytes) -> None:
        """Fail unless the document is valid."""
        if self._libxml2 is not None:
            valid = self._libxml2.validate(etree.fromstring(data, etree.XMLParser(huge_tree=True)))
            errors = [
                str(error)
                for error in self._libxml2.error_log
                if not any(name in error.message for name in _ENTITIES)
            ]
            if valid or not errors:
                return
            raise AssertionError(f"libxml2: {errors[:3]}\n{data.decode()}")
        if self._xmlschema is not None:
            errors = [str(error.reason) for error in self._xmlschema.iter_errors(data.decode())]
            assert not errors, f"xmlschema: {errors[:3]}\n{data.decode()}"


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:120]
