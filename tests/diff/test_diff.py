"""Verdicts on changes of contracts, judged by hand first."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.diff.pairs import BASE, PAIRS, REAL, Pair
from tests.needs import missing
from wswgen import api
from wswgen.cli import run
from wswgen.diff.change import KINDS, Change

SIDES = {(False, False): "-", (True, False): "C", (False, True): "S", (True, True): "CS"}


def edited(text: str, pair: Pair) -> str:
    """The new contract of a pair."""
    for old, new in pair.edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def verdicts(changes: tuple[Change, ...]) -> dict[str, str]:
    """Whom each kind of change breaks."""
    return {
        kind: SIDES[any(c.callers for c in found), any(c.services for c in found)]
        for kind in {change.kind for change in changes}
        for found in [[change for change in changes if change.kind == kind]]
    }


def _diff(folder: Path, old: str, new: str) -> tuple[Change, ...]:
    (folder / "old.wsdl").write_text(old)
    (folder / "new.wsdl").write_text(new)
    return api.diff(str(folder / "old.wsdl"), str(folder / "new.wsdl")).contracts[""]


@pytest.mark.parametrize("name", PAIRS)
def test_the_verdict_is_the_one_that_we_gave(tmp_path: Path, name: str) -> None:
    pair = PAIRS[name]
    new = edited(BASE, pair)
    changes = _diff(tmp_path, BASE, new)
    assert verdicts(changes) == pair.expected
    for change in changes:
        assert change.reason
        assert change.old or change.new or change.where == "the contract"
    # What widens one way narrows the other way: the sides of a type's change trade places.
    swapped = _diff(tmp_path, new, BASE)
    assert bool(changes) == bool(swapped)
    if all(sides in ("C", "S") for sides in pair.expected.values()) and "header" not in name:
        trade = {"C": "S", "S": "C"}
        assert set(verdicts(swapped).values()) == {trade[s] for s in pair.expected.values()}


def test_every_kind_is_explained_and_most_are_judged() -> None:
    judged = {kind for pair in PAIRS.values() for kind in pair.expected}
    assert judged <= set(KINDS)
    # The reverse of a pair gives these, and a policy or another content is a matter of its own.
    rest = {"derived-type-removed", "header-removed", "policy-changed", "content-changed"}
    assert set(KINDS) - judged <= rest


def test_a_contract_does_not_differ_from_itself(tmp_path: Path) -> None:
    assert _diff(tmp_path, BASE, BASE) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("<xs:all>AB</xs:all>", '<xs:all minOccurs="0">AB</xs:all>', {"occurrence-changed": "S"}),
        ('<xs:all minOccurs="0">AB</xs:all>', "<xs:all>AB</xs:all>", {"occurrence-changed": "C"}),
        (
            "<xs:sequence>AB</xs:sequence>",
            '<xs:all minOccurs="0">AB</xs:all>',
            {"content-changed": "S", "occurrence-changed": "S"},
        ),
        ('<xs:all minOccurs="0">AB</xs:all>', '<xs:all minOccurs="0">BA</xs:all>', {}),
    ],
)
def test_content_in_any_order(tmp_path: Path, old: str, new: str, expected: dict[str, str]) -> None:
    drop = '<xs:element name="Drop"><xs:complexType/></xs:element>'
    texts: list[str] = []
    for content in (old, new):
        content = content.replace("A", '<xs:element name="a" type="xs:int"/>')
        content = content.replace("B", '<xs:element name="b" type="xs:int"/>')
        texts.append(BASE.replace(drop, drop.replace("/>", f">{content}</xs:complexType>")))
    assert verdicts(_diff(tmp_path, *texts)) == expected


def test_places_and_users(tmp_path: Path) -> None:
    pair = PAIRS["optional element added to what goes both ways"]
    (change,) = _diff(tmp_path, BASE, edited(BASE, pair))
    assert change.where == "Both/x"
    assert change.used_by == ("Put",)
    assert change.new is not None
    assert (
        change.new.line
        == edited(BASE, pair)[: edited(BASE, pair).index('name="x"')].count("\n") + 1
    )


@pytest.mark.parametrize(
    ("name", "fail_on", "code"),
    [
        ("nothing", "any", 0),
        ("other words", "any", 0),
        ("operation added", "any", 3),
        ("operation added", "callers", 0),
        ("operation added", "services", 3),
        ("operation removed", "callers", 3),
        ("operation removed", "never", 0),
    ],
)
def test_exit_codes(tmp_path: Path, name: str, fail_on: str, code: int) -> None:
    (tmp_path / "old.wsdl").write_text(BASE)
    (tmp_path / "new.wsdl").write_text(edited(BASE, PAIRS[name]))
    files = [str(tmp_path / "old.wsdl"), str(tmp_path / "new.wsdl")]
    assert run(["diff", *files, "--fail-on", fail_on]) == code


def test_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "old.wsdl").write_text(BASE)
    (tmp_path / "new.wsdl").write_text(edited(BASE, PAIRS["another pattern in a request"]))
    files = [str(tmp_path / "old.wsdl"), str(tmp_path / "new.wsdl")]
    run(["diff", *files, "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert found["breaks"] == {"callers": True, "services": True}
    assert [change["kind"] for change in found["changes"]] == ["facet-changed", "facet-changed"]
    run(["diff", *files, "--format", "markdown"])
    table = capsys.readouterr().out
    assert table.count("\n| ") == 3
    assert all(line.count("|") == 8 for line in table.splitlines() if line.startswith("|"))
    run(["diff", *files])
    assert "the pattern [A-Y]+ is new  [facet-changed]" in capsys.readouterr().out


def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.wsdl").write_text(BASE)
    (tmp_path / "empty").mkdir()
    for other in ("nowhere", "empty"):
        assert run(["diff", "old.wsdl", other]) == 1
        assert "error W407" in capsys.readouterr().err
    (tmp_path / "new.wsdl").write_text(BASE.replace("c:Level", "c:Lvel"))
    assert run(["diff", "old.wsdl", "new.wsdl"]) == 1
    assert "new.wsdl:23:" in capsys.readouterr().err


@pytest.mark.corpus
@pytest.mark.parametrize(("number", "pair"), REAL, ids=[each[0] for each in REAL])
def test_real_contracts(tmp_path: Path, number: str, pair: Pair) -> None:
    corpus = Path(__file__).resolve().parents[3] / "shared/corpus"
    if not corpus.is_dir():
        missing("the corpus")
    entries = json.loads((corpus / "manifest.json").read_text("utf-8"))
    (root,) = (corpus / each["root"] for each in entries if each["id"].startswith(number))
    changed = shutil.copytree(root.parent, tmp_path / "changed") / root.name
    ((old, new),) = pair.edits
    text = changed.read_text("utf-8")
    assert old in text
    changed.write_text(text.replace(old, new, 1), "utf-8")
    found = api.diff(str(root), str(changed)).contracts[""]
    assert verdicts(found) == pair.expected
    assert len(found) == 1


def test_revisions_of_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def git(*arguments: str) -> None:
        options = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
        subprocess.run(["git", *options, *arguments], check=True, capture_output=True, timeout=60)

    Path("below/contracts").mkdir(parents=True)
    wsdl = Path("below/contracts/c.wsdl")
    wsdl.write_text(BASE)
    Path("below/wswgen.toml").write_text('[jobs.c]\nwsdl = "contracts/c.wsdl"\n')
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    wsdl.write_text(edited(BASE, PAIRS["operation removed"]))
    git("commit", "-qam", "two")
    monkeypatch.chdir(tmp_path / "below")
    path = "contracts/c.wsdl"
    for arguments in (
        ["HEAD~1", "HEAD"],
        ["HEAD~1", "."],
        [f"HEAD~1:below/{path}", "HEAD"],
        ["HEAD~1", path],
        ["HEAD~1", "HEAD", "--wsdl", path],
    ):
        assert run(["diff", *arguments]) == 3
        told = capsys.readouterr().out
        assert "Drop: the operation is gone" in told
        assert "old HEAD~1:" in told
        assert "contracts/c.wsdl:56:" in told
    assert run(["diff", "HEAD", "."]) == 0
    assert run(["diff", "HEAD~7", "HEAD"]) == 1
    assert "HEAD~7 is no file, no folder and no revision" in capsys.readouterr().err
