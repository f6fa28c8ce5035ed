"""Pairs of contracts, judged by hand: an edit of a contract, and what it means to each side.

A verdict is the kind of change and whom it breaks: C callers, S services, CS both, - nobody.
"""

from __future__ import annotations

from typing import NamedTuple

BASE = """<w:definitions name="c" targetNamespace="urn:c" xmlns:w="http://schemas.xmlsoap.org/wsdl/"
    xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:c="urn:c">
  <w:types><xs:schema targetNamespace="urn:c" elementFormDefault="qualified">
    <xs:simpleType name="Color"><xs:restriction base="xs:string">
      <xs:enumeration value="red"/><xs:enumeration value="blue"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Shade"><xs:restriction base="xs:string">
      <xs:enumeration value="light"/><xs:enumeration value="dark"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Code"><xs:restriction base="xs:string">
      <xs:pattern value="[A-Z]+"/><xs:maxLength value="8"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Level"><xs:restriction base="xs:int">
      <xs:minInclusive value="1"/><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Tags"><xs:list itemType="xs:token"/></xs:simpleType>
    <xs:simpleType name="Either"><xs:union memberTypes="xs:int c:Color"/></xs:simpleType>
    <xs:complexType name="Animal"><xs:sequence><xs:element name="name" type="xs:string"/>
      </xs:sequence></xs:complexType>
    <xs:complexType name="Cat"><xs:complexContent><xs:extension base="c:Animal"/>
      </xs:complexContent></xs:complexType>
    <xs:complexType name="Both"><xs:sequence><xs:element name="both" type="xs:string"/>
      </xs:sequence></xs:complexType>
    <xs:element name="Put"><xs:complexType><xs:sequence>
      <xs:element name="code" type="c:Code"/>
      <xs:element name="level" type="c:Level" minOccurs="0"/>
      <xs:element name="color" type="c:Color"/>
      <xs:element name="many" type="xs:long" minOccurs="0" maxOccurs="5"/>
      <xs:element name="nil" type="xs:string" nillable="true"/>
      <xs:choice><xs:element name="one" type="xs:string"/><xs:element name="two" type="xs:int"/>
      </xs:choice>
      <xs:element name="pet" type="c:Animal" minOccurs="0"/>
      <xs:element name="shared" type="c:Both"/>
      <xs:element name="tags" type="c:Tags"/>
      <xs:element name="either" type="c:Either"/>
    </xs:sequence><xs:attribute name="lang" type="xs:string" default="en"/>
      <xs:attribute name="must" type="xs:string" use="required"/></xs:complexType></xs:element>
    <xs:element name="PutResponse"><xs:complexType><xs:sequence>
      <xs:element name="receipt" type="xs:int"/>
      <xs:element name="shade" type="c:Shade" minOccurs="0"/>
      <xs:element name="back" type="c:Both" minOccurs="0"/>
      <xs:choice minOccurs="0"><xs:element name="yes" type="xs:string"/>
        <xs:element name="no" type="xs:string"/></xs:choice>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Drop"><xs:complexType/></xs:element>
    <xs:element name="Failed"><xs:complexType><xs:sequence>
      <xs:element name="why" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="Session" type="xs:string"/>
  </xs:schema></w:types>
  <w:message name="Put"><w:part name="parameters" element="c:Put"/></w:message>
  <w:message name="PutResponse"><w:part name="parameters" element="c:PutResponse"/></w:message>
  <w:message name="Drop"><w:part name="parameters" element="c:Drop"/></w:message>
  <w:message name="Failed"><w:part name="detail" element="c:Failed"/></w:message>
  <w:message name="Session"><w:part name="session" element="c:Session"/></w:message>
  <w:portType name="P">
    <w:operation name="Put"><w:documentation>Put it there.</w:documentation>
      <w:input message="c:Put"/><w:output message="c:PutResponse"/>
      <w:fault name="Failed" message="c:Failed"/></w:operation>
    <w:operation name="Drop"><w:input message="c:Drop"/></w:operation>
  </w:portType>
  <w:binding name="B" type="c:P">
    <s:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Put"><s:operation soapAction="urn:put"/>
      <w:input><s:body use="literal"/></w:input>
      <w:output><s:body use="literal"/></w:output>
      <w:fault name="Failed"><s:fault name="Failed" use="literal"/></w:fault></w:operation>
    <w:operation name="Drop"><s:operation soapAction="urn:drop"/>
      <w:input><s:body use="literal"/></w:input></w:operation>
  </w:binding>
  <w:service name="S"><w:port name="Port" binding="c:B"><s:address location="http://localhost/"/>
  </w:port></w:service>
</w:definitions>
"""


class Pair(NamedTuple):
    """``edits`` turn the base into the new contract; ``expected`` is each kind with its sides."""

    edits: tuple[tuple[str, str], ...]
    expected: dict[str, str]


def one(old: str, new: str, **expected: str) -> Pair:
    """One edit."""
    return Pair(((old, new),), {kind.replace("_", "-"): sides for kind, sides in expected.items()})


DROP = '<w:operation name="Drop"><w:input message="c:Drop"/></w:operation>'
DROP_BOUND = """<w:operation name="Drop"><s:operation soapAction="urn:drop"/>
      <w:input><s:body use="literal"/></w:input></w:operation>"""
PUT_INPUT = """<w:input><s:body use="literal"/></w:input>
      <w:output>"""
HEADER = '<s:header message="c:Session" part="session" use="literal"/>'
HEADER_FAULT = f"""{HEADER[:-2]}>
  <s:headerfault message="c:Failed" part="detail" use="literal"/></s:header>"""
TWO = '<xs:element name="two" type="xs:int"/>'
LEVEL = '<xs:element name="level" type="c:Level" minOccurs="0"/>'
OPTIONAL = '<xs:element name="x" type="xs:int" minOccurs="0"/>'
RECEIPT = '<xs:element name="receipt" type="xs:int"/>'
FAULT = '<w:fault name="Failed" message="c:Failed"/>'
FAULT_BOUND = '<w:fault name="Failed"><s:fault name="Failed" use="literal"/></w:fault>'

PAIRS: dict[str, Pair] = {
    # elements: an optional one is a document more, a required one makes all documents others
    "optional element added to a request": one(
        LEVEL, LEVEL + OPTIONAL, element_added="S"),
    "required element added to a request": one(
        LEVEL, LEVEL + '<xs:element name="x" type="xs:int"/>', element_added="CS"),
    "optional element removed from a request": one(LEVEL, "", element_removed="C"),
    "required element removed from a request": one(
        '<xs:element name="color" type="c:Color"/>', "", element_removed="CS"),
    "optional element added to a response": one(
        RECEIPT, RECEIPT + OPTIONAL,
        element_added="C"),
    "required element added to a response": one(
        RECEIPT, RECEIPT + '<xs:element name="x" type="xs:int"/>', element_added="CS"),
    "optional element removed from a response": one(
        '<xs:element name="shade" type="c:Shade" minOccurs="0"/>', "", element_removed="S"),
    "optional element added to what goes both ways": one(
        '<xs:element name="both" type="xs:string"/>',
        '<xs:element name="both" type="xs:string"/>' + OPTIONAL,
        element_added="CS"),
    "element renamed": one('name="color" type', 'name="colour" type', element_renamed="CS"),
    "elements change places": one(
        LEVEL + '\n      <xs:element name="color" type="c:Color"/>',
        '<xs:element name="color" type="c:Color"/>\n      ' + LEVEL, element_moved="CS"),
    "target namespace of elements changed": one(
        'elementFormDefault="qualified"', "", element_renamed="CS"),
    # occurrence
    "optional became required in a request": one(
        'type="c:Level" minOccurs="0"', 'type="c:Level"', occurrence_changed="C"),
    "required became optional in a request": one(
        'name="shared" type="c:Both"', 'name="shared" type="c:Both" minOccurs="0"',
        occurrence_changed="S"),
    "required became optional in a response": one(
        'name="receipt" type="xs:int"', 'name="receipt" type="xs:int" minOccurs="0"',
        occurrence_changed="C"),
    "optional became required in a response": one(
        'type="c:Shade" minOccurs="0"', 'type="c:Shade"', occurrence_changed="S"),
    "more of them in a request": one(
        'maxOccurs="5"', 'maxOccurs="unbounded"', occurrence_changed="S"),
    "fewer of them in a request": one('maxOccurs="5"', 'maxOccurs="4"', occurrence_changed="C"),
    "repeated in a response": one(
        'type="c:Shade" minOccurs="0"', 'type="c:Shade" minOccurs="0" maxOccurs="2"',
        occurrence_changed="C"),
    # nil, defaults, fixed values
    "not nillable any more in a request": one(
        ' nillable="true"', "", nillable_changed="C"),
    "nillable in a response": one(
        'name="receipt" type="xs:int"', 'name="receipt" type="xs:int" nillable="true"',
        nillable_changed="C"),
    "another default": one('default="en"', 'default="de"', default_changed="CS"),
    "fixed from now on": one(
        'name="lang" type="xs:string" default="en"', 'name="lang" type="xs:string" fixed="en"',
        default_changed="CS", fixed_changed="C"),
    # choices
    "branch added to a choice in a request": one(
        TWO, TWO + '<xs:element name="three" type="xs:int"/>', choice_branch_added="S"),
    "branch removed from a choice in a request": one(
        TWO, TWO.replace("two", "three"), choice_branch_removed="C", choice_branch_added="S"),
    "branch added to a choice in a response": one(
        '<xs:element name="no" type="xs:string"/>',
        '<xs:element name="no" type="xs:string"/><xs:element name="both" type="xs:int"/>',
        choice_branch_added="C"),
    "an element became one branch of a choice": one(
        RECEIPT, f'<xs:choice>{RECEIPT}<xs:element name="ticket" type="xs:int"/></xs:choice>',
        choice_branch_added="C"),
    "a choice became one of its branches": one(
        f'<xs:choice><xs:element name="one" type="xs:string"/>{TWO}\n      </xs:choice>', TWO,
        choice_branch_removed="C"),
    # attributes
    "optional attribute added to a request": one(
        '<xs:attribute name="lang"',
        '<xs:attribute name="x" type="xs:int"/><xs:attribute name="lang"',
        attribute_added="S"),
    "required attribute added to a request": one(
        '<xs:attribute name="lang"',
        '<xs:attribute name="x" type="xs:int" use="required"/><xs:attribute name="lang"',
        attribute_added="CS"),
    "optional attribute removed from a request": one(
        '<xs:attribute name="lang" type="xs:string" default="en"/>', "", attribute_removed="C"),
    "attribute became optional in a request": one(
        ' use="required"', "", attribute_use_changed="S"),
    "any attribute from now on": one(
        ' use="required"/>', ' use="required"/><xs:anyAttribute/>', wildcard_changed="S"),
    "any element from now on in a response": one(
        RECEIPT, RECEIPT + '<xs:any namespace="##other" minOccurs="0" maxOccurs="unbounded"/>',
        wildcard_changed="C"),
    # values
    "value added to an enumeration in a request": one(
        '<xs:enumeration value="blue"/>',
        '<xs:enumeration value="blue"/><xs:enumeration value="x"/>',
        enumeration_added="S"),
    "value removed from an enumeration in a request": one(
        '<xs:enumeration value="blue"/>', "", enumeration_removed="C"),
    "value added to an enumeration in a response": one(
        '<xs:enumeration value="dark"/>',
        '<xs:enumeration value="dark"/><xs:enumeration value="x"/>',
        enumeration_added="C"),
    "value removed from an enumeration in a response": one(
        '<xs:enumeration value="dark"/>', "", enumeration_removed="S"),
    "shorter in a request": one('maxLength value="8"', 'maxLength value="7"', facet_changed="C"),
    "longer in a request": one('maxLength value="8"', 'maxLength value="9"', facet_changed="S"),
    "pattern gone in a request": one('<xs:pattern value="[A-Z]+"/>', "", facet_changed="S"),
    "another pattern in a request": one('"[A-Z]+"', '"[A-Y]+"', facet_changed="CS"),
    "wider range in a request": one('maxInclusive value="9"', 'maxInclusive value="10"',
                                    facet_changed="S"),
    "exclusive bound in a request": one('maxInclusive value="9"', 'maxExclusive value="9"',
                                        facet_changed="C"),
    "int became long in a response": one(
        'name="receipt" type="xs:int"', 'name="receipt" type="xs:long"', type_changed="C"),
    "long became int in a request": one('type="xs:long"', 'type="xs:int"', type_changed="C"),
    "int became string in a response": one(
        'name="receipt" type="xs:int"', 'name="receipt" type="xs:string"', type_changed="CS"),
    "int became decimal in a response": one(
        'name="receipt" type="xs:int"', 'name="receipt" type="xs:decimal"', type_changed="C"),
    "simple became complex in a request": one(
        'name="tags" type="c:Tags"', 'name="tags" type="c:Both"', type_changed="CS"),
    "item of a list": one('itemType="xs:token"', 'itemType="xs:int"', type_changed="CS"),
    "member of a union": one('"xs:int c:Color"', '"xs:int c:Color xs:date"', type_changed="S"),
    # types that stand for their base
    "derived type added in a request": one(
        '<xs:complexType name="Both">',
        '<xs:complexType name="Dog"><xs:complexContent><xs:extension base="c:Animal"/>'
        '</xs:complexContent></xs:complexType><xs:complexType name="Both">',
        derived_type_added="S"),
    "base became abstract in a request": one(
        '<xs:complexType name="Animal">', '<xs:complexType name="Animal" abstract="true">',
        abstract_changed="C"),
    "type renamed": Pair((("c:Both", "c:Pair"), ('"Both"', '"Pair"')), {}),
    # operations
    "operation removed": Pair(((DROP, ""), (DROP_BOUND, "")), {"operation-removed": "C"}),
    "operation added": Pair(
        ((DROP, DROP + DROP.replace('"Drop">', '"Stop">')),
         (DROP_BOUND,
          DROP_BOUND + DROP_BOUND.replace('"Drop"', '"Stop"').replace(":drop", ":stop"))),
        {"operation-added": "S"}),
    "another action": one("urn:put", "urn:post", action_changed="CS"),
    "an encoded body": one(
        DROP_BOUND, DROP_BOUND.replace("literal", "encoded"), use_changed="CS"),
    "an encoded fault": one(
        FAULT_BOUND, FAULT_BOUND.replace("literal", "encoded"), use_changed="CS"),
    "another target namespace": one(
        "urn:c", "urn:d", message_changed="CS", fault_added="-", fault_removed="-",
        operation_renamed="-"),
    "one-way became answered": Pair(
        ((DROP, DROP.replace("/></w:op", '/><w:output message="c:PutResponse"/></w:op')),
         (DROP_BOUND, DROP_BOUND.replace(
             "</w:input>", '</w:input><w:output><s:body use="literal"/></w:output>'))),
        {"direction-changed": "CS"}),
    "header added to a request": one(
        PUT_INPUT, PUT_INPUT.replace("/></w:input>", f"/>{HEADER}</w:input>"), header_added="C"),
    "fault removed": Pair(((FAULT, ""), (FAULT_BOUND, "")), {"fault-removed": "-"}),
    "fault about a header": one(
        PUT_INPUT, PUT_INPUT.replace("/></w:input>", f"/>{HEADER_FAULT}</w:input>"),
        header_added="C", fault_added="-"),
    "element added to the detail of a fault": one(
        '<xs:element name="why" type="xs:string"/>',
        '<xs:element name="why" type="xs:string"/>' + OPTIONAL,
        element_added="C"),
    "another address": one("http://localhost/", "http://localhost/v2", address_changed="-"),
    "SOAP 1.2": one(
        "http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/",
        endpoint_changed="CS"),
    "port renamed": one('<w:port name="Port"', '<w:port name="Door"',
                        endpoint_removed="C", endpoint_added="-"),
    "port type renamed": Pair((('<w:portType name="P">', '<w:portType name="Q">'),
                               ('type="c:P"', 'type="c:Q"')), {"operation-renamed": "-"}),
    "other words": one("Put it there.", "Put it here.", documentation="-"),
    "nothing": Pair((("\n  <w:binding", "\n\n  <!-- so --><w:binding"),), {}),
}  # fmt: skip

# Contracts of others, by their number in the corpus; the first place of each text is edited.
REAL: list[tuple[str, Pair]] = [
    ("052", one('BookService/GetAmazonSalesRank"', 'BookService/GetRank"', action_changed="CS")),
    ("031", one('name="ZIP"', 'name="PostCode"', element_renamed="CS")),
    ("052", one('minOccurs="0" maxOccurs="1" name="ISBN"', 'name="ISBN"', occurrence_changed="C")),
    ("052", one('minOccurs="0" maxOccurs="1" name="GetAmazonSalesRankResult"',
                'name="GetAmazonSalesRankResult"', occurrence_changed="S")),
    ("031", one('minOccurs="1" maxOccurs="1" name="WeatherID"', 'minOccurs="0" name="WeatherID"',
                occurrence_changed="C")),
    ("090", one('name="stockQuantity" type="s:decimal"', 'name="stockQuantity" type="s:int"',
                type_changed="C")),
    ("090", one('Result" type="s:boolean"', 'Result" type="s:string"', type_changed="CS")),
    ("090", one('minOccurs="0" maxOccurs="1" name="searchParams"', 'name="searchParams"',
                occurrence_changed="C")),
    ("155", one('name="value" nillable="true"', 'name="value"', nillable_changed="C")),
    ("155", one('PercentResult" nillable="true"', 'PercentResult"', nillable_changed="S")),
]  # fmt: skip
