"""The codes of diagnostics.

W0 documents, W1 schemas, W2 WSDL, W3 what is carried, W4 output, W5 downloads.

A code keeps its meaning for ever. `wswgen explain CODE` prints what stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Code(NamedTuple):
    """One line that says what a code means, and a few that say why and what to do."""

    summary: str
    explanation: str

    def __str__(self) -> str:
        return self.summary


CODES: Mapping[str, Code] = {
    # --- documents
    "W001": Code(
        "A file does not exist.",
        "The root, or the location of an import or include, names a file that is not there. A "
        "relative location counts from the file that states it. Mend the location, give the file "
        "on the command line, or map the location with --catalog.",
    ),
    "W002": Code(
        "A file cannot be read.",
        "The file is a folder, a device, or not readable by you.",
    ),
    "W003": Code(
        "A file is not well-formed XML.",
        "The parser stopped at the place shown; nothing is repaired or guessed.",
    ),
    "W004": Code("A file is empty.", "It holds nothing, or white space alone."),
    "W005": Code(
        "A file has a document type declaration (DTD) that cannot be honoured.",
        "DTDs can pull in other files and grow without bound (XXE, billion laughs), and neither "
        "WSDL nor XML Schema needs one. Entities that stand for a short plain text are taken, and "
        "so is a reference to the DTD of XML Schema, which is not read. Remove the <!DOCTYPE ...> "
        "and everything it declares.",
    ),
    "W006": Code(
        "A file declares an encoding that is not known.", "Save the file as UTF-8 and declare that."
    ),
    "W007": Code(
        "The input is larger than a limit.",
        "Limits on size, depth, number of elements, attributes and files keep hostile input from "
        "filling memory. No real contract that we know comes near one.",
    ),
    "W008": Code(
        "A catalog cannot be used.",
        "--catalog takes an OASIS XML catalog, or a JSON object that maps each URL to a path "
        "beside the catalog.",
    ),
    "W009": Code(
        "An import was not read, and something of it is needed.",
        "Nothing is ever fetched from a network. Download the file and give it on the command line "
        "after the root, where it is matched by its target namespace, or map its URL with "
        "--catalog.",
    ),
    # --- schemas: what is wrong
    "W101": Code(
        "A schema element stands where it must not.",
        "XSD 1.0 part 1 says for each element what may be in it. XSD 1.1 is not supported.",
    ),
    "W102": Code(
        "A schema element lacks an attribute, or has one too many.",
        "For example neither name nor ref, both a type attribute and a type inside, or a "
        "restriction without a base.",
    ),
    "W103": Code(
        "An attribute of a schema element has a value that it cannot have.",
        "For example a minOccurs above maxOccurs, or a name that XML does not allow.",
    ),
    "W104": Code(
        "The prefix of a name is not declared.",
        'Declare it on the element or around it: xmlns:prefix="namespace".',
    ),
    "W105": Code(
        "A name leads to nothing.",
        "No schema that was read defines a component of that kind with that name. Check spelling "
        "and namespace, or import the schema that has it.",
    ),
    "W106": Code(
        "Two schema components have one name.",
        "Names are unique for each kind of component in a namespace. The same definition read from "
        "two files is no conflict; two different ones are.",
    ),
    "W107": Code(
        "A definition leads back to itself.",
        "Types may contain themselves through elements, but not derive from themselves; groups may "
        "not contain themselves at all.",
    ),
    "W108": Code(
        "A schema is written in a draft of XML Schema.",
        "Only http://www.w3.org/2001/XMLSchema is supported. Most drafts of 1999 and 2000 can be "
        "converted by hand in minutes.",
    ),
    "W109": Code(
        "An import or include reached a schema of another namespace.",
        "The namespace of an import is the target namespace of what it imports; an included schema "
        "has the namespace of the including one, or none.",
    ),
    "W110": Code(
        "A facet is wrong.",
        "It does not apply to the base type, its value is no value it can have, or it contradicts "
        "another one.",
    ),
    "W111": Code(
        "A pattern cannot be carried.",
        "It is not a regular expression of XSD 1.0 (part 2, appendix F), which differs from those "
        "of programming languages: no anchors, no lazy quantifiers, few escapes. A pattern is "
        "carried exactly or not at all.",
    ),
    "W112": Code(
        "An enumeration, default or fixed value is no value of its type.",
        "Correct the value, or the type.",
    ),
    "W113": Code(
        "A type derives from, or refers to, a type of the wrong kind.",
        "For example simpleContent from a type with elements, an attribute of a complex type, a "
        "list of lists, or a type whose base is final.",
    ),
    "W114": Code(
        "A type is too large, as it is or once its groups are expanded.",
        "Groups within groups can grow without bound, and Python compiles unions of at most some "
        "thousand classes. The limits are far above real contracts.",
    ),
    "W115": Code(
        "What a schema imports or includes is not a schema.",
        "The location leads to a file whose root element is something else.",
    ),
    # --- schemas: what is not carried
    "W150": Code(
        "A component is redefined more than once.",
        "One redefinition of a component is carried; write the component out in a schema of its "
        "own.",
    ),
    "W151": Code(
        "The restriction of a complex type cannot be carried.",
        "Each of its particles must narrow one of the base, a choice to some of its branches, a "
        "wildcard to a narrower one, and each attribute one of the base; mixed content stays "
        "mixed. The type, and whatever uses it, is left out.",
    ),
    "W154": Code(
        "xs:all is used in a way that is not supported.",
        "It is the whole content of a type, and its elements occur at most once; it can neither "
        "be extended nor extend.",
    ),
    "W155": Code(
        "A required element is abstract and has no substitutes.",
        "No document can be valid. Usually the schema with the members is missing.",
    ),
    "W156": Code("A choice has no branches.", "No document can be valid."),
    "W157": Code(
        "A component of a well-known namespace is used, and its schema was not given.",
        "Give the schema on the command line or through --catalog.",
    ),
    "W158": Code(
        "The anyAttribute wildcards of a type cannot be combined.",
        "XSD 1.0 cannot express what two different ##other wildcards admit together.",
    ),
    "W159": Code(
        "An array of the SOAP encoding cannot be carried.",
        "Arrays of any dimensions are, without a size.",
    ),
    # --- WSDL
    "W201": Code(
        "The root element of a file is not what it should be.",
        "The first file must be a WSDL 1.1 document, with wsdl:definitions; further ones are "
        "schemas, or WSDL documents too.",
    ),
    "W202": Code(
        "The document is WSDL 2.0.", "Only WSDL 1.1 is supported; most stacks offer both."
    ),
    "W203": Code(
        "A WSDL element lacks something, or has it twice.",
        "For example a part with neither element nor type, or a component without a name.",
    ),
    "W204": Code(
        "A WSDL name leads to nothing.",
        "No document that was read defines that message, port type, binding or operation.",
    ),
    "W205": Code(
        "Two WSDL components have one name.",
        "Messages, port types, bindings and services each have unique names in a namespace.",
    ),
    "W206": Code(
        "There is no SOAP binding.",
        "The document describes an interface only, or binds it to another protocol. Give the WSDL "
        "with the soap:binding.",
    ),
    "W207": Code(
        "The service or port that was asked for does not exist.", "Check --service and --port."
    ),
    # --- what a contract carries
    "W301": Code("A port is left out: it is not bound to SOAP.", "The other ports work."),
    "W302": Code(
        "A port is left out: it requires an extension.",
        'wsdl:required="true" says that nobody may use the port without understanding the '
        "extension, and we do not. UsingAddressing is one: over HTTP no WS-Addressing headers are "
        "written, and a service that requires them would refuse every call. The extension may "
        "stand in the port, in its binding or service, or in the definitions.",
    ),
    "W303": Code(
        "A port is left out: it binds the port type to other messages.",
        "One class serves all ports of a port type, so they must agree on everything but the "
        "address, the SOAP version and the actions. Choose the port with --port.",
    ),
    "W304": Code(
        "An operation is left out: another one of its name cannot be told from it.",
        "Overloads are told apart by the names of their inputs in the WSDL, and by action or first "
        "element on the wire.",
    ),
    "W305": Code(
        "An operation is left out: it starts at the service.",
        "Notification and solicit-response operations have no SOAP binding over HTTP.",
    ),
    "W306": Code(
        "An operation is left out: its style or use is not supported.",
        "Messages are of style document or rpc, and literal or encoded, with the encoding of their "
        "version of SOAP.",
    ),
    "W307": Code(
        "An operation is left out: its message is not bound with soap:body.",
        "MIME multiparts and other extensions are not supported.",
    ),
    "W308": Code(
        "An operation is left out: a part is of the wrong kind.",
        "Parts of document style are elements, parts of rpc style are types (WS-I Basic Profile "
        "1.1, R2203 and R2204). A single part of document style may name a type, which is then "
        "that of the Body (WSDL 1.1, section 3.5), but not xs:anyType; of several nobody could say "
        "where they are, unless they are encoded. Where rpc parts with elements are, the "
        "specification says one thing (inside the accessor) and most tools another (in its place).",
    ),
    "W309": Code(
        "An operation is left out: a header part has no element, or no namespace.",
        "The part of a literal header is an element (R2205 of WS-I BP 1.1): a type would be that "
        "of the whole Header (WSDL 1.1, section 3.7). That of an encoded one may be a type; its "
        "element has the name of the part, and needs the namespace of the soap:header.",
    ),
    "W310": Code(
        "A header fault is left out.",
        "It is a part of a message that there is, with an element, or a type in encoded use with a "
        "namespace. The operation works, and the fault arrives as one that was not declared.",
    ),
    "W311": Code(
        "A declared fault is left out.",
        "Its message has one part, with an element, or a type if it is encoded: a literal type "
        "would be that of the whole detail (WSDL 1.1, section 3.6). The operation works, and the "
        "fault arrives as one that was not declared.",
    ),
    "W312": Code(
        "An operation is left out: it needs a type that is not carried.",
        "The message names the construct, with its own code and place.",
    ),
    "W313": Code(
        "An operation is left out: soap:body names the wrong parts.",
        "The names in its parts attribute must be those of parts of the message.",
    ),
    "W314": Code(
        "A binding does not mention an operation of its port type.",
        "The operation is left out. A binding that mentions none is taken to bind all of them "
        "without an action.",
    ),
    "W315": Code(
        "A policy is stated that is not honoured.",
        "It is kept as a fact; see `wswgen describe`. If peers insist on it, calls will fail.",
    ),
    "W316": Code(
        "None of the operations of a port type can be carried.",
        "Its service and its clients are there and empty; the other messages say why.",
    ),
    "W317": Code("No port of the contract can be used.", "The other messages say why."),
    "W318": Code(
        "An operation is left out: its body or header is the head of a substitution group.",
        "The element on the wire could be another one than the part names.",
    ),
    "W319": Code(
        "An operation is left out: most parsers cannot read the names in its messages.",
        "In rpc style operations and parts name elements. Expat, and so the standard library, "
        "reads names up to the fourth edition of XML 1.0.",
    ),
    "W320": Code(
        "An operation is left out: its action cannot stand in an HTTP header.",
        "The action is sent in SOAPAction or Content-Type, whose values are printable ASCII "
        "characters. Write other characters of a URI percent-encoded.",
    ),
    "W321": Code(
        "The style of an operation is neither document nor rpc.",
        "The style of the binding is taken in its place.",
    ),
    "W322": Code(
        "An operation is left out: a type does not fit into the SOAP encoding, or only there.",
        "Attributes called id and href would be taken for those of the encoding (SOAP 1.1, section "
        "5.4.1). An array has a literal form if its type has any number of one element; without an "
        "element the schema says that it is empty, and tools give its items different names.",
    ),
    "W323": Code(
        "A port has a transport that no backend speaks.",
        "Its messages are carried all the same, over HTTP: give clients and hosts an address. "
        "The backends speak HTTP, and the native one net.tcp.",
    ),
    "W324": Code(
        "A part of a message is not sent.",
        "The binding puts it neither in the body nor in a header, so that it has no place on the "
        "wire (WSDL 1.1, section 3.5; R2209 of WS-I BP 1.1). The operation works without it.",
    ),
    "W325": Code(
        "A pattern begins with ^, as if it were no pattern of XML Schema.",
        "There are no anchors in XML Schema (part 2, appendix F): a pattern is about the whole "
        "value, and ^ and $ stand for themselves. The type is carried as it is written, and admits "
        "no value that its author meant, though some tools take them for anchors.",
    ),
    # --- output
    "W401": Code(
        "A file or folder that wswgen did not write stands where generated code belongs.",
        "Nothing of others is ever overwritten. Move it away, or choose another folder with --out "
        "or another name with --package.",
    ),
    "W402": Code(
        "The package cannot be written.",
        "The disk is full, or writing is not permitted. The old package is whole.",
    ),
    "W403": Code(
        "The settings in [tool.wswgen] are wrong.",
        "The file cannot be read, is no TOML, or holds an unknown setting or one whose value "
        "is of the wrong kind. Nothing is guessed.",
    ),
    "W404": Code(
        "A setting names an operation that is not there.",
        "[tool.wswgen.operations.NAME] and --no-cancel take the name that the operation has in the "
        "WSDL, and only operations that are carried.",
    ),
    "W405": Code(
        "--only or --skip names no operation.",
        "Both take names of operations as the WSDL spells them, or patterns such as Get*, and "
        "each must match at least one; at least one operation must remain.",
    ),
    "W406": Code(
        "The project has settings already.",
        "`wswgen init` writes the first ones, and never changes any.",
    ),
    "W407": Code(
        "`wswgen diff` is given something that holds no contract.",
        "OLD and NEW are files, folders, or revisions of git. A folder or revision is compared by "
        "the jobs of the settings in it, by --wsdl, or by the WSDLs in it.",
    ),
    "W409": Code(
        "Something that is not installed is needed.",
        "`wswgen describe --samples` makes values with hypothesis: pip install 'wswgen[testing]'.",
    ),
    "W408": Code(
        "A setting gives a name that cannot be given.",
        "[tool.wswgen.names] maps qualified names on the wire, as `wswgen describe --format json` "
        "has them, to names in Python: classes begin with a capital letter, fields and operations "
        "are written in lower case, and no two things of one scope have one name.",
    ),
    # --- downloads
    "W501": Code(
        "A document cannot be fetched.",
        "The server cannot be reached, its certificate is not trusted, or its answer is not the "
        "document. SSL_CERT_FILE names further certificates to trust.",
    ),
    "W502": Code(
        "A download leads to a host that is not allowed.",
        "Imports and redirects are followed on the host of the first URL, and on those that "
        "--allow-host names.",
    ),
    "W503": Code(
        "A download leads to an address that is not public.",
        "A contract from outside could make us ask servers that only we can reach. "
        "--allow-private allows loopback, private and link-local addresses, if that is meant.",
    ),
    "W504": Code(
        "A download exceeds a limit.",
        "Bytes of a document, number of documents, depth, redirects or time. --max-bytes, "
        "--max-documents and --max-seconds move the first of them.",
    ),
    "W505": Code(
        "A location leads where a download does not go.",
        "It is neither http nor https, gives up TLS, leads from the network to the disk, or climbs "
        "above the folder or the server that the download began in.",
    ),
    "W506": Code(
        "What is served, or what is on disk, is not what was locked.",
        "With --update the changes are taken over and shown. `wswgen diff` says what they mean.",
    ),
    "W507": Code(
        "A lock file is missing or cannot be used.",
        "--locked compares with wswgen.lock, which the first pull writes. Commit it.",
    ),
}
