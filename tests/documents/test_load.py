"""Which files a contract consists of, what they are called, and that nothing is fetched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wswgen.documents.catalog import Catalog, read_catalog
from wswgen.documents.document import Documents
from wswgen.documents.load import load
from wswgen.errors import GenerateError

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def schema(body: str = "", namespace: str = "urn:a") -> str:
    return f'<xs:schema {XS} targetNamespace="{namespace}">{body}</xs:schema>'


def wsdl(body: str = "") -> str:
    return (
        '<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:w">'
        f"{body}</w:definitions>"
    )


def inline(body: str) -> str:
    return wsdl(f"<w:types>{schema(body, 'urn:inline')}</w:types>")


def names(documents: Documents) -> list[str]:
    return [document.name for document in documents.documents]


def codes(error: pytest.ExceptionInfo[GenerateError]) -> list[str]:
    return [f"{problem.code} {problem.location.line}" for problem in error.value.problems]


def test_follows_references_in_order_each_file_once(tmp_path: Path) -> None:
    root = write(tmp_path, {
        "a.wsdl": wsdl('<w:import location="b.wsdl" namespace="urn:b"/>'
                       '<w:import location="sub/c.xsd" namespace="urn:c"/>'),
        "b.wsdl": inline('<xs:import schemaLocation="sub/c.xsd" namespace="urn:c"/>'),
        "sub/c.xsd": schema('<xs:include schemaLocation="./d.xsd"/>'),
        "sub/d.xsd": schema('<xs:include schemaLocation="../sub/c.xsd"/>'),
    })  # fmt: skip
    documents = load(root / "a.wsdl")
    assert names(documents) == ["a.wsdl", "b.wsdl", "sub/c.xsd", "sub/d.xsd"]
    assert documents.root.data == (root / "a.wsdl").read_bytes()
    assert [item.targets for item in documents.named("a.wsdl").imports] == [
        ("b.wsdl",), ("sub/c.xsd",),
    ]  # fmt: skip


def test_names_do_not_depend_on_where_the_files_lie(tmp_path: Path) -> None:
    files = {
        "root/a.wsdl": inline('<xs:import schemaLocation="../common/c.xsd" namespace="urn:a"/>'),
        "common/c.xsd": schema(),
    }
    for place in ("one", "two/deeper"):
        write(tmp_path / place, files)
        documents = load(tmp_path / place / "root/a.wsdl")
        assert names(documents) == ["a.wsdl", "_parent/common/c.xsd"]


def test_labels_are_spelled_as_the_user_spelled_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"in/a.wsdl": inline('<xs:import schemaLocation="c.xsd" namespace="urn:a"/>'),
                     "in/c.xsd": schema()})  # fmt: skip
    monkeypatch.chdir(tmp_path)
    labels = [document.label for document in load(Path("in/a.wsdl")).documents]
    assert labels == ["in/a.wsdl", "in/c.xsd"]


def test_missing_files_are_all_reported_with_their_place(tmp_path: Path) -> None:
    write(tmp_path, {"a.wsdl": inline('\n<xs:import schemaLocation="no.xsd" namespace="urn:n"/>'
                                      '\n<xs:include schemaLocation="none.xsd"/>')})  # fmt: skip
    with pytest.raises(GenerateError) as caught:
        load(tmp_path / "a.wsdl")
    assert codes(caught) == ["W001 2", "W001 3"]


@pytest.mark.parametrize(
    "location",
    [
        "http://host/x.xsd",
        "HTTPS://h/x.xsd",
        "//host/x.xsd",
        "\\\\host\\share\\x.xsd",
        "file://host/share/x.xsd",
        "urn:x",
    ],
)
def test_remote_locations_lead_nowhere(tmp_path: Path, location: str) -> None:
    write(tmp_path, {"a.wsdl": inline(f'<xs:import schemaLocation="{location}" namespace="u"/>')})
    documents = load(tmp_path / "a.wsdl")
    assert names(documents) == ["a.wsdl"]
    assert [item.targets for item in documents.root.imports] == [()]


def test_file_urls_are_paths(tmp_path: Path) -> None:
    folder = write(tmp_path, {"x y.xsd": schema()})
    url = (folder / "x y.xsd").as_uri()
    write(tmp_path, {"a.wsdl": inline(f'<xs:import schemaLocation="{url}" namespace="urn:a"/>')})
    assert names(load(tmp_path / "a.wsdl")) == ["a.wsdl", "_absolute/x y.xsd"]


def test_given_files_are_matched_by_namespace(tmp_path: Path) -> None:
    write(tmp_path, {
        "a.wsdl": inline('<xs:import namespace="urn:one"/>'
                         '<xs:import namespace="urn:two" schemaLocation="http://host/two"/>'),
        "1.xsd": schema('<xs:import namespace="urn:three"/>', "urn:one"),
        "2.xsd": schema("", "urn:two"),
        "3.xsd": schema("", "urn:three"),
        "unused.xsd": schema("", "urn:unused"),
    })  # fmt: skip
    extra = [tmp_path / f"{name}.xsd" for name in ("unused", "3", "2", "1")]
    assert names(load(tmp_path / "a.wsdl", extra)) == ["a.wsdl", "1.xsd", "2.xsd", "3.xsd"]


def test_a_catalog_gives_files_for_urls_and_their_own_references(tmp_path: Path) -> None:
    write(tmp_path, {
        "a.wsdl": inline('<xs:import namespace="urn:a" schemaLocation="http://h/x/a.xsd"/>'),
        "kept/a.xsd": schema('<xs:include schemaLocation="b.xsd"/>'),
        "kept/b.xsd": schema(),
        "kept/catalog.json": '{"http://h/x/a.xsd": "a.xsd"}',
    })  # fmt: skip
    documents = load(tmp_path / "a.wsdl", catalog=read_catalog(tmp_path / "kept/catalog.json"))
    assert names(documents) == ["a.wsdl", "h/x/a.xsd", "h/x/b.xsd"]


def test_a_catalog_is_asked_for_namespaces_that_no_document_has(tmp_path: Path) -> None:
    write(tmp_path, {"a.wsdl": inline('<xs:import namespace="urn:a"/><xs:import namespace="urn:b"/>'
                                      ).replace("</w:types>", schema("", "urn:b") + "</w:types>"),
                     "a.xsd": schema(), "b.xsd": schema()})  # fmt: skip
    catalog = Catalog(exact={"urn:a": tmp_path / "a.xsd", "urn:b": tmp_path / "b.xsd"})
    assert len(load(tmp_path / "a.wsdl", catalog=catalog).documents) == 2


def test_folders_and_pipes_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wsdl")
    for path in (tmp_path, tmp_path / "pipe.wsdl"):
        with pytest.raises(GenerateError) as caught:
            load(path)
        assert codes(caught) == ["W002 0"]


def test_a_link_to_the_folder_above_does_not_lead_on_for_ever(tmp_path: Path) -> None:
    write(tmp_path, {"a.wsdl": inline('<xs:import schemaLocation="up/c.xsd" namespace="urn:a"/>'),
                     "c.xsd": schema('<xs:include schemaLocation="up/c.xsd"/>')})  # fmt: skip
    (tmp_path / "up").symlink_to(tmp_path)
    assert len(load(tmp_path / "a.wsdl").documents) == 2


def test_oasis_catalogs(tmp_path: Path) -> None:
    write(tmp_path, {"cat/catalog.xml": """
      <catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
        <uri name="http://h/u" uri="u.xsd"/>
        <group xml:base="deep/"><system systemId="http://h/s" uri="s.xsd"/></group>
        <rewriteURI uriStartString="http://r/" rewritePrefix="all/"/>
        <rewriteSystem systemIdStartString="http://r/long/" rewritePrefix="long/"/>
        <uri name="http://h/remote" uri="http://elsewhere/x"/>
        <nextCatalog catalog="next.xml"/>
      </catalog>""",
      "cat/next.xml": """<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
        <uri name="http://h/u" uri="late.xsd"/><uri name="http://h/n" uri="n.xsd"/>
        <nextCatalog catalog="catalog.xml"/></catalog>"""})  # fmt: skip
    catalog = read_catalog(tmp_path / "cat/catalog.xml")
    found = {url: catalog.find(url) for url in ("http://h/u", "http://h/s", "http://r/a/b.xsd",
             "http://r/long/c.xsd", "http://h/remote", "http://h/n", "http://h/no")}  # fmt: skip
    here = tmp_path / "cat"
    assert found == {
        "http://h/u": here / "u.xsd", "http://h/s": here / "deep/s.xsd",
        "http://r/a/b.xsd": here / "all/a/b.xsd", "http://r/long/c.xsd": here / "long/c.xsd",
        "http://h/remote": None, "http://h/n": here / "n.xsd", "http://h/no": None,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["[]", "{", '{"a": 1}', "<x/>", "{" * 100_000])
def test_bad_catalogs_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "c").write_text(text)
    with pytest.raises(GenerateError) as caught:
        read_catalog(tmp_path / "c")
    assert caught.value.problems[0].code in ("W008", "W003")


def test_a_further_file_that_nothing_could_ask_for(tmp_path: Path) -> None:
    (tmp_path / "a.wsdl").write_text('<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>')
    (tmp_path / "b.xml").write_text("<!-- no schema -->\n<project/>")
    with pytest.raises(GenerateError) as refused:
        load(tmp_path / "a.wsdl", [tmp_path / "b.xml"])
    (problem,) = refused.value.problems
    assert (problem.code, problem.location.line, problem.location.column) == ("W201", 2, 1)
