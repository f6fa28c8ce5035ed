"""A judge of messages that is not ours: libxml2's schema validator, through lxml."""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

from wswgen.runtime.values import QName

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
XSD = "http://www.w3.org/2001/XMLSchema"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
PROBE = "urn:probe"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
ENVELOPES = (
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
)


class Judge:
    """The schemas of one sample, and an element ``{urn:probe}Name`` for each of its named types."""

    def __init__(self, name: str, folder: Path) -> None:
        shutil.copytree(SAMPLES / "wsdl", folder, dirs_exist_ok=True)
        imports: dict[str, str] = {}
        named: list[QName] = []
        elements: set[QName] = set()
        self.rpc_parts: dict[str, QName] = {}
        for path in sorted(folder.glob(f"{name}*.wsdl")):
            tree = etree.parse(path)
            for number, schema in enumerate(tree.iter(f"{{{XSD}}}schema")):
                inline = path.with_name(f"{path.stem}-{number}.xsd")
                inline.write_bytes(etree.tostring(schema, encoding="utf-8"))
                imports[schema.get("targetNamespace", "")] = inline.name
                for reference in schema.iter(f"{{{XSD}}}import"):
                    location = reference.get("schemaLocation")
                    if location:
                        imports[reference.get("namespace", "")] = location
            for part in tree.iter(f"{{{WSDL}}}part"):
                if part.get("type"):
                    prefix, _, local = str(part.get("type")).rpartition(":")
                    space = str(part.nsmap[prefix or None])
                    self.rpc_parts[str(part.get("name"))] = QName(space, local)
        for space, location in imports.items():
            pending, seen = [folder / location], set[Path]()
            while pending:
                path = pending.pop()
                if path in seen:
                    continue
                seen.add(path)
                root = etree.parse(path).getroot()
                for child in root:
                    kind = etree.QName(child).localname if isinstance(child.tag, str) else ""
                    if kind in ("complexType", "simpleType"):
                        named.append(QName(space, str(child.get("name"))))
                    if kind == "element":
                        elements.add(QName(space, str(child.get("name"))))
                    if kind == "include":
                        pending.append(path.parent / str(child.get("schemaLocation")))
        lines = [f'<xs:schema xmlns:xs="{XSD}" targetNamespace="{PROBE}">']
        lines += [
            f'<xs:import namespace="{space}" schemaLocation="{location}"/>'
            for space, location in imports.items()
        ]
        lines += [
            f'<xs:element name="{q.local}" type="t:{q.local}" xmlns:t="{q.namespace}"/>'
            for q in dict.fromkeys(named)
        ]
        lines += [
            f'<xs:element name="part-{name}" type="t:{q.local}" xmlns:t="{q.namespace}"/>'
            for name, q in self.rpc_parts.items()
        ]
        driver = folder / f"{name}-driver.xsd"
        driver.write_text("\n".join([*lines, "</xs:schema>"]))
        self.named = frozenset(named)
        self.elements = frozenset(elements)
        self._schema = etree.XMLSchema(etree.parse(driver))

    def check(self, element: etree._Element) -> None:
        """Fail unless the element is valid."""
        # A copy of its own, so that the validator sees it as the root of a document.
        root = etree.fromstring(etree.tostring(element, encoding="utf-8"))
        valid = self._schema.validate(root)
        assert valid, f"{self._schema.error_log}\n{etree.tostring(root, encoding='unicode')}"

    def check_envelope(self, message: bytes) -> str:
        """Fail unless every element of the body and header is valid; what the body holds."""
        root = etree.fromstring(message)
        name = etree.QName(root)
        assert name.localname == "Envelope", name
        assert name.namespace in ENVELOPES, name
        space = f"{{{name.namespace}}}"
        header, body = root.find(f"{space}Header"), root.find(f"{space}Body")
        assert body is not None
        for block in header if header is not None else ():
            # zeep adds WS-Addressing headers where the WSDL states actions.
            if etree.QName(block).namespace not in (name.namespace, ADDRESSING):
                self.check(block)
        for child in body:
            self._check_body(child, space)
        return etree.QName(body[0]).localname if len(body) else ""

    def _check_body(self, child: etree._Element, space: str) -> None:
        if child.tag == f"{space}Fault":
            detail = child.find("detail")
            if detail is None:
                detail = child.find(f"{space}Detail")
            for element in detail if detail is not None else ():
                self.check(element)
        elif etree.QName(child).localname.removesuffix("Response") in ("Fetch", "Store"):
            for part in child:  # rpc: the accessors have types, the wrapper is in no schema
                part.tag = f"{{{PROBE}}}part-{etree.QName(part).localname}"
                self.check(part)
        else:
            self.check(child)
