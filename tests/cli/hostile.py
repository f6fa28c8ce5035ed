"""Contracts that are valid and hostile: what their names and texts are made of."""

from __future__ import annotations

from tests.cli.contracts import WSDL, XSD, Contract, Op, attr, doc, string_element

# --- texts ------------------------------------------------------------------------------------

RUN = "__import__('pathlib').Path('executed').touch()"
TEXTS = (
    "'", '"', "'''", '"""', '"a', 'a"', 'a"""', '\\"\\"\\"', "it's \"both\"", "\\", "a\\", "\\\\",
    "\\'", '\\"', "\\N{DASH}\\x41\\u0041\\", "r'\\'", "a\nb", "a\n\nb", "\\\n", "a\rb", "a\tb",
    "{", "}", "{}", "{0}", "{x!r}", "{{ 7*7 }}", "{% raw %}", "{% endraw %}", "{% for x in y %}",
    "#}", "{# x #}", "%s", "%(x)s", "${x}", "\u202egpj.exe", "a\u200bb", "\u2066x\u2069",
    "zero\u200dwidth", "\u200f\u200e", "\U0001f600", "\ud7ff\ue000", "\U0010fffd", "\x7f\x85x",
    "a\u2028b\u2029c", "a\ufeffb", "\u0301combining", "e\u0301", "\u00e9", "\ufb01 \uff21 \u00b2",
    RUN, f'"+{RUN}+"', f'""" + {RUN} + """', f"'''\n{RUN}\n'''", f"\n{RUN}\n", f"{{{RUN}}}",
    f"{{{{ self.__init__.__globals__ }}}} {RUN}", "]]>", "<!-- -->", "&amp;&#10;", "None", "# x",
    "`code` *star* _under_ :ref:`x`", "x" * 5000, "long words " * 500, "a" + " " * 300 + "b", "-1",
)  # fmt: skip


def literal(value: str) -> str:
    """The regular expression of XML Schema for one text."""
    return "".join("\\" + c if c in "\\|.-^?*+{}()[]" else c for c in value)


def _of_text(number: int, value: str) -> str:
    shown, note = attr(value), doc(value)
    return f"""
    <xs:simpleType name="Enum{number}">{note}<xs:restriction base="xs:string">
      <xs:enumeration value={shown}>{note}</xs:enumeration><xs:enumeration value="other"/>
    </xs:restriction></xs:simpleType>
    <xs:simpleType name="Pattern{number}"><xs:restriction base="xs:string">
      <xs:pattern value={attr(literal(value))}/></xs:restriction></xs:simpleType>
    <xs:complexType name="Type{number}">{note}
      <xs:sequence>
        <xs:element name="plain" type="xs:string" default={shown}>{note}</xs:element>
        <xs:element name="fix" type="xs:string" fixed={shown}/>
        <xs:element name="some" type="t:Enum{number}" default={shown}/>
      </xs:sequence>
      <xs:attribute name="plain" type="xs:string" default={shown}>{note}</xs:attribute>
      <xs:attribute name="fix" type="xs:string" fixed={shown}/>
    </xs:complexType>"""


def is_action(value: str) -> bool:
    """Whether an HTTP header can hold it."""
    return value.strip().isascii() and value.strip().isprintable()


def is_namespace(value: str) -> bool:
    """Whether expat accepts it as a namespace, and white space leaves it alone."""
    return "}" not in value and value.isprintable() and " ".join(value.split()) == value


SPACES = tuple(f"urn:{value}" for value in TEXTS if is_namespace(value))


def texts() -> Contract:
    """Every text in every place that has one."""
    schemas = tuple(
        f"<xs:schema targetNamespace={attr(space)} elementFormDefault='qualified'>"
        f'<xs:element name="e{number}" type="xs:string"/></xs:schema>'
        for number, space in enumerate(SPACES)
    )
    operations = [
        Op(name=f"Op{number}", documentation=value, action=value if is_action(value) else "",
           inputs=f'<xs:element name="x" type="t:Type{number}"/>'
                  f'<xs:element name="y" type="t:Pattern{number}"/>')
        for number, value in enumerate(TEXTS)
    ]  # fmt: skip
    everywhere = "".join(f'<xs:element ref="n{n}:e{n}"/>' for n in range(len(SPACES)))
    return Contract(
        operations=(*operations, Op(name="Spaces", inputs=everywhere)),
        schema="".join(_of_text(number, value) for number, value in enumerate(TEXTS)),
        schemas=schemas,
        documentation="\n\n".join(TEXTS[:60]),
        head=" ".join(f"xmlns:n{n}={attr(space)}" for n, space in enumerate(SPACES)),
        addresses={f"Port{number}": value for number, value in enumerate(TEXTS)},
    )


# --- names ------------------------------------------------------------------------------------

# What generated code, its base classes or Python itself already mean by it.
WORDS = tuple("""
    __class__ __doc__ __future__ __init__ __slots__ __xml__ _call _contract abc aclose actor
    add_note annotations Any any_attributes any_elements args asgi AsyncClient Attribute because
    body bool Builtin cancel check choice choices class Client client close cls code content
    context Contract contract dataclass Date Decimal decimal defer detail dict documents DOCUMENTS
    Element endpoint enum Enum Exception Facets Fault faults field float headers I import int Int
    l lambda lang list List list_ match mro name Nil None O object of on_cancel Operation operation
    operations OperationState Part PContract P_CONTRACT print reason reply runtime self serve
    Service service start state states state_ str String subcodes super T_NS timeout TNs token
    transport True tuple type TypeAlias types url value with_traceback within xml xs Annotated
    """.split())


def operations() -> Contract:
    """Operations of such names, each with parameters of such names."""
    few = {word: WORDS[number::40] for number, word in enumerate(WORDS)}
    return Contract(
        operations=tuple(
            Op(name=word, inputs="".join(map(string_element, dict.fromkeys((word, *few[word])))))
            for word in WORDS
        )
    )


def _holding(name: str, inside: tuple[str, ...]) -> str:
    elements = "".join(map(string_element, inside))
    attributes = "".join(
        f'<xs:attribute name={attr(word)} type="xs:int" default="3"/>' for word in inside
    )
    return (
        f"<xs:complexType name={attr(name)}><xs:sequence>{elements}</xs:sequence>{attributes}"
        f"</xs:complexType><xs:element name={attr(name)} type={attr(f't:{name}')}/>"
    )


def named(words: tuple[str, ...]) -> Contract:
    """Types, elements and attributes of these names, and one type that has all of them."""
    everything = "".join(f"<xs:element ref={attr(f't:{word}')}/>" for word in words)
    plain = '<xs:element name="date" type="xs:date"/><xs:element name="int" type="xs:int"/>'
    plain += '<xs:element name="nil" type="xs:string" nillable="true" minOccurs="0"/>'
    plain += '<xs:element name="decimal" type="xs:decimal" default="1.5"/>'
    return Contract(
        operations=(
            Op(name="Echo.Everything", inputs=everything, outputs=everything),
            Op(name="Echo.Nothing", inputs=plain),  # of the schema: nothing is to be imported
        ),
        schema="".join(_holding(word, (word,)) for word in words) + _holding("All.Names", words),
    )


def scattered(words: tuple[str, ...]) -> Contract:
    """A type of each of these names in a namespace of its own."""
    schemas = tuple(
        f'<xs:schema targetNamespace="urn:n{n}" elementFormDefault="qualified">'
        f"<xs:complexType name={attr(word)}><xs:sequence>{string_element(word)}</xs:sequence>"
        "</xs:complexType></xs:schema>"
        for n, word in enumerate(words)
    )
    uses = "".join(
        f'<xs:element name={attr(word)} type={attr(f"n{n}:{word}")}/>'
        for n, word in enumerate(words)
    )
    return Contract(
        operations=(Op(name="Echo.All", inputs=uses, outputs=uses),),
        schemas=schemas,
        head=" ".join(f'xmlns:n{n}="urn:n{n}"' for n in range(len(words))),
    )


def branches() -> Contract:
    """Branches of choices, groups and members of substitution groups of such names."""
    inside = "".join(map(string_element, WORDS))
    members = "".join(
        f'<xs:element name={attr(f"{word}-m")} substitutionGroup="t:Head" type="xs:string"/>'
        for word in WORDS[::4]
    )
    schema = (
        f'<xs:complexType name="Choice"><xs:choice>{inside}</xs:choice></xs:complexType>'
        '<xs:complexType name="Choices"><xs:choice maxOccurs="unbounded">'
        f"{inside}</xs:choice></xs:complexType>"
        f'<xs:element name="Head" abstract="true"/>{members}'
    )
    uses = "".join(
        f'<xs:element name={attr(name)} type="t:{name}"/>' for name in ("Choice", "Choices")
    )
    uses += '<xs:element ref="t:Head"/>'
    return Contract(operations=(Op(name="Echo", inputs=uses),), schema=schema)


def enumerations(words: tuple[str, ...], more: tuple[str, ...] = ()) -> Contract:
    """Simple types of these names whose values are all of them, and more."""
    values = "".join(f"<xs:enumeration value={attr(word)}/>" for word in (*words, *more))
    few = words[::6]
    return Contract(
        operations=(
            Op(name="Echo", inputs="".join(
                f"<xs:element name={attr(word)} type={attr(f't:{word}')} default={attr(word)}/>"
                for word in few
            )),
        ),
        schema="".join(
            f'<xs:simpleType name={attr(word)}><xs:restriction base="xs:string">{values}'
            "</xs:restriction></xs:simpleType>"
            for word in few
        ),
    )  # fmt: skip


def faults() -> Contract:
    """Faults of such names whose details have fields of such names."""
    few = {word: WORDS[number % 9 :: 9] for number, word in enumerate(WORDS)}
    return Contract(
        operations=(Op(name="Fail.Always", faults=WORDS),),
        schema="".join(
            f"<xs:element name={attr(word)}><xs:complexType><xs:sequence>"
            f"{''.join(map(string_element, few[word]))}</xs:sequence></xs:complexType></xs:element>"
            for word in WORDS
        ),
    )


# Differ in case alone, in what Python normalises (NFKC), in separators; have no case at all.
SCRIPTS = tuple("""
    foo Foo FOO fOO foo-bar foo.bar foo_bar fooBar FooBar FOO_BAR foo--bar foo- foo_ _foo x.
    ss SS ß é É e\u0301 E\u0301 a-\u0301 A-\u0301 T-\u0323 \u0390x \u03b0x k K \u212a \u2126 \u03a9
    İ ı i I l L o O названия Названия НАЗВАНИЯ 名前 日本語 日本-語 日本_語 שלום ไทย हिन्दी a·b
    a\u0661 a1 a01 a-1 Type10 Type9 Type010 ID Id id i-d
    """.split())
UNREADABLE = ("\ufb01eld", "\uff26oo", "\U00010428a", "\u01c6")
VALUES = (
    *UNREADABLE,
    "x\u00b2",
    "\u00aaa",
    "\u2460",
    "a b",
    "a  b",
    "\u00bd",
    "<",
    ">",
    "",
    " ",
    "-",
)
LONG = ("n" * 10_000, "n" * 9_999 + "m", "N" * 10_000, "n." * 5_000)


def parts() -> str:
    """rpc and bare operations whose parts, headers and operations have such names."""

    def message(name: str, words: tuple[str, ...], kind: str) -> str:
        inside = "".join(
            f'<w:part name={attr(word)} {kind}="{"xs:string" if kind == "type" else f"t:e{n}"}"/>'
            for n, word in enumerate(words)
        )
        return f"<w:message name={attr(name)}>{inside}</w:message>"

    def bound(direction: str, style: str, words: tuple[str, ...]) -> str:
        space = ' namespace="urn:rpc"' if style == "rpc" else ""
        headers = "" if direction == "output" else "".join(
            f'<s:header message="t:Headers" part={attr(word)} use="literal"/>' for word in words
        )  # fmt: skip
        return f'<w:{direction}><s:body use="literal"{space}/>{headers}</w:{direction}>'

    headers = WORDS[:12]
    elements = "".join(
        f'<xs:element name="{kind}{n}" type="xs:string"/>'
        for kind, words in (("e", WORDS), ("h", headers))
        for n in range(len(words))
    )
    head = f'xmlns:w="{WSDL}" xmlns:s="{WSDL}soap/" xmlns:xs="{XSD}" xmlns:t="urn:t"'
    schema = f'<xs:schema targetNamespace="urn:t">{elements}</xs:schema>'
    lines = [f'<w:definitions {head} targetNamespace="urn:t"><w:types>{schema}</w:types>']
    lines += [message("Rpc", WORDS, "type"), message("Bare", WORDS, "element")]
    lines.append('<w:message name="Headers">')
    lines += [f'<w:part name={attr(w)} element="t:h{n}"/>' for n, w in enumerate(headers)]
    lines.append("</w:message>")
    for style, kind in (("rpc", "Rpc"), ("document", "Bare")):
        lines += [
            f'<w:portType name="{kind}"><w:operation name="{kind}.Echo">',
            f'<w:input message="t:{kind}"/><w:output message="t:{kind}"/>',
            "</w:operation></w:portType>",
            f'<w:binding name="{kind}" type="t:{kind}">',
            f'<s:binding style="{style}" transport="http://schemas.xmlsoap.org/soap/http"/>',
            f'<w:operation name="{kind}.Echo"><s:operation/>',
            bound("input", style, headers),
            bound("output", style, ()),
            "</w:operation></w:binding>",
        ]
    lines.append('<w:service name="S">')
    lines += [
        f'<w:port name="{kind}" binding="t:{kind}"><s:address location="http://h/{kind}"/></w:port>'
        for kind in ("Rpc", "Bare")
    ]
    return "\n".join([*lines, "</w:service></w:definitions>"])


# --- files that import each other -------------------------------------------------------------


def cycle() -> dict[str, str]:
    """Two WSDL documents and three schemas that all import and include each other."""
    root = Contract(
        operations=(Op(name="Echo", inputs='<xs:element name="x" type="t:One"/>'),),
        schema='<xs:include schemaLocation="one.xsd"/>',
        imports='<w:import namespace="urn:t" location="other.wsdl"/>'
        '<w:import namespace="urn:t" location="root.wsdl"/>',
    )
    other = (
        f'<w:definitions xmlns:w="{WSDL}" targetNamespace="urn:t">'
        '<w:import namespace="urn:t" location="./root.wsdl"/></w:definitions>'
    )
    head = f'<xs:schema xmlns:xs="{XSD}" xmlns:t="urn:t" xmlns:u="urn:u"'
    one = (
        f'{head} targetNamespace="urn:t"><xs:include schemaLocation="two.xsd"/>'
        '<xs:include schemaLocation="one.xsd"/>'
        '<xs:import namespace="urn:u" schemaLocation="three.xsd"/>'
        '<xs:complexType name="One"><xs:sequence><xs:element name="two" type="t:Two"/>'
        '<xs:element name="three" type="u:Three" minOccurs="0"/></xs:sequence></xs:complexType>'
        "</xs:schema>"
    )
    two = (
        f'{head}><xs:include schemaLocation="one.xsd"/><xs:complexType name="Two"><xs:sequence>'
        '<xs:element name="one" type="t:One" minOccurs="0"/></xs:sequence></xs:complexType>'
        "</xs:schema>"
    )
    three = (
        f'{head} targetNamespace="urn:u"><xs:import namespace="urn:t" schemaLocation="one.xsd"/>'
        '<xs:complexType name="Three"><xs:sequence><xs:element name="one" type="t:One"/>'
        "</xs:sequence></xs:complexType></xs:schema>"
    )
    return {
        "root.wsdl": str(root), "other.wsdl": other,
        "one.xsd": one, "two.xsd": two, "three.xsd": three,
    }  # fmt: skip


FILE_NAMES = (
    f"a\n{RUN}\n#.wsdl", "a\rb.wsdl", "q\"uo'te.wsdl", '""".wsdl', "with space.wsdl", "-d.wsdl",
    "--out.wsdl", "\u202etxt.wsdl", "{{ 7*7 }}.wsdl", "{% raw %}.wsdl", "#}.wsdl", "import.wsdl",
    "wswgen.wsdl", "types.wsdl", "__init__.wsdl", "1.wsdl", ".wsdl", "no_ending", "a.b.c.wsdl",
    "back\\slash.wsdl", "a" * 200 + ".wsdl", "$(touch executed).wsdl", "%s.wsdl", "\udcff.wsdl",
    "\U0001f600.wsdl", "&lt;.wsdl", "..wsdl", "?wsdl=x&y#z.wsdl",
)  # fmt: skip
