"""Writing: everything or nothing, and never what belongs to others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from wswgen.errors import GenerateError
from wswgen.write import files as module
from wswgen.write.files import digests, write_package
from wswgen.write.manifest import NAME, Manifest


def _manifest(files: Mapping[str, bytes]) -> Manifest:
    return Manifest(generator="0", options={}, inputs={}, outputs=digests(files))


def _write(package: Path, files: Mapping[str, bytes]) -> module.Written:
    return write_package(package, files, _manifest(files))


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


OLD = {"__init__.py": b"old", "gone.py": b"gone", "wsdl/a.wsdl": b"a"}
NEW = {"__init__.py": b"new", "wsdl/a.wsdl": b"a", "wsdl/deep/b.xsd": b"b"}


def test_a_second_run_changes_what_differs_and_nothing_else(tmp_path: Path) -> None:
    package = tmp_path / "out" / "p"
    _write(package, OLD)
    before = (package / "wsdl/a.wsdl").stat()
    written = _write(package, NEW)
    assert written.written == ("__init__.py", "wsdl/deep/b.xsd", NAME)
    assert written.removed == ("gone.py",)
    assert {k: v for k, v in _tree(package).items() if k != NAME} == NEW
    after = (package / "wsdl/a.wsdl").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sorted(path.name for path in package.parent.iterdir()) == ["p"]


def test_equal_content_touches_nothing(tmp_path: Path) -> None:
    package = tmp_path / "p"
    _write(package, OLD)
    before = {path: path.stat().st_mtime_ns for path in [package, *package.rglob("*")]}
    assert _write(package, OLD).written == ()
    assert {path: path.stat().st_mtime_ns for path in [package, *package.rglob("*")]} == before


def test_files_of_others_stay(tmp_path: Path) -> None:
    package = tmp_path / "p"
    _write(package, OLD)
    (package / "mine.py").write_bytes(b"mine")
    (package / "sub").mkdir()
    (package / "sub" / "also.txt").write_bytes(b"also")
    (package / "link").symlink_to("mine.py")
    (package / "empty").mkdir()
    inode = (package / "mine.py").stat().st_ino
    _write(package, NEW)
    assert (package / "mine.py").read_bytes() == b"mine"
    assert (package / "mine.py").stat().st_ino == inode
    assert (package / "sub/also.txt").read_bytes() == b"also"
    assert os.readlink(package / "link") == "mine.py"
    assert (package / "empty").is_dir()


@pytest.mark.parametrize("place", ["__init__.py", "wsdl", NAME])
def test_a_foreign_file_in_the_way_refuses(tmp_path: Path, place: str) -> None:
    package = tmp_path / "p"
    package.mkdir()
    (package / place).write_bytes(b"somebody's")
    before = _tree(package)
    with pytest.raises(GenerateError, match="W401"):
        _write(package, NEW)
    assert _tree(package) == before


def test_a_manifest_cannot_reach_outside(tmp_path: Path) -> None:
    package = tmp_path / "p"
    _write(package, OLD)
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    manifest = (package / NAME).read_bytes()
    (package / NAME).write_bytes(manifest.replace(b'"gone.py"', b'"../victim"'))
    _write(package, NEW)
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("failing", ["fsync", "link", "rename"])
def test_a_failure_half_way_leaves_the_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    package = tmp_path / "p"
    _write(package, OLD)
    before = _tree(package)

    def full(*arguments: object, **_: object) -> None:
        raise OSError(28, "No space left on device", str(arguments[0]))

    if failing == "rename":
        monkeypatch.setattr("wswgen.write.swap._exchange", lambda one, other: False)
    if failing == "link":
        monkeypatch.setattr("shutil.copy2", full)
    monkeypatch.setattr(os, failing, full)
    with pytest.raises(GenerateError, match="No space left"):
        _write(package, NEW)
    monkeypatch.undo()
    assert _tree(package) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_a_new_folder_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GenerateError):
        _write(tmp_path / "a" / "b" / "p", NEW)
    assert list(tmp_path.iterdir()) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from wswgen.write.files import digests, write_package
from wswgen.write.manifest import Manifest

files = {f"m{i}.py": b"new" * 100 for i in range(20)}
steps = int(sys.argv[2])

def trace(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"):
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)

manifest = Manifest(generator="0", options={}, inputs={}, outputs=digests(files))
sys.addaudithook(trace)
write_package(Path(sys.argv[1]), files, manifest)
"""


def test_a_killed_run_leaves_the_old_package_or_the_new_one(tmp_path: Path) -> None:
    package = tmp_path / "p"
    old = {f"m{i}.py": b"old" for i in range(20)} | {"stale.py": b"stale"}
    new = {f"m{i}.py": b"new" * 100 for i in range(20)}
    outcomes: set[bytes] = set()
    step = 0
    finished = False
    while not finished:
        if package.exists():
            subprocess.run(["rm", "-rf", str(package)], check=True)
        _write(package, old)
        result = subprocess.run([sys.executable, "-c", _KILLED, str(package), str(step)])
        finished = result.returncode == 0
        assert finished or result.returncode == -signal.SIGKILL
        tree = {k: v for k, v in _tree(package).items() if k != NAME}
        assert tree in (old, new), f"killed at step {step}"
        outcomes.add(tree["m0.py"])
        step += 3
    assert outcomes == {b"old", b"new" * 100}
    _write(package, new)
    assert {k: v for k, v in _tree(package).items() if k != NAME} == new
