"""Work in a copy of the process: the same result, the same errors, and no copy left behind.

Where a copy is expected, each test is a Python of its own: here other tests may have left threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest

from wswgen.beside import shared

ROOT = Path(__file__).parents[1]
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

HEAD = """
import os, signal, threading
os.cpu_count = lambda: 2
fork, copies = os.fork, []
os.fork = lambda: copies.append(fork()) or copies[-1]
from wswgen.beside import shared
"""
TAIL = """
assert len(copies) == 1
try:
    os.waitpid(-1, os.WNOHANG)
    raise AssertionError("a copy is left")
except ChildProcessError:
    pass
"""


def alone(body: str) -> None:
    """Run a piece of code that makes one copy."""
    code = f"{HEAD}{dedent(body)}{TAIL}"
    found = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, timeout=60)
    assert found.returncode == 0, found.stderr.decode()


@linux
def test_two_processes_take_items_until_none_is_left() -> None:
    alone("""
        here, (reader, writer) = os.getpid(), os.pipe()
        def work(item):  # the one who has the first waits until the other has done all the rest
            if item == "0":
                assert b"".join(os.read(reader, 1) for _ in range(5)) == b"12345"
            else:
                os.write(writer, item.encode())
            return os.getpid(), b"y" * 1_000_000
        found = shared(work, "0 1 2 3 4 5".split(), pays=True)
        assert list(found) == "0 1 2 3 4 5".split()
        takers = [found[item][0] for item in found]
        assert {*takers} == {here, copies[0]} and len({*takers[1:]}) == 1
        assert all(large == b"y" * 1_000_000 for _, large in found.values())
    """)


@linux
def test_what_the_work_raises_is_raised_here_and_ends_the_copy() -> None:
    alone("""
        here = os.getpid()
        def wrong(item):
            if os.getpid() != here:
                threading.Event().wait()
            raise SyntaxError("no Python")
        try:
            shared(wrong, "ab", pays=True)
            raise AssertionError("nothing was raised")
        except SyntaxError:
            pass
    """)


@linux
@pytest.mark.parametrize("ending", ["os._exit(9)", "raise SyntaxError"])
def test_a_copy_that_fails_is_no_loss(ending: str) -> None:
    alone(f"""
        here, (reader, writer) = os.getpid(), os.pipe()
        def deadly(item):
            if os.getpid() != here:
                os.write(writer, b"x")
                {ending}
            if not taken:
                taken.append(os.read(reader, 1))  # the copy has its item
            return item * 3
        taken = []
        assert shared(deadly, "abc", pays=True) == {{"a": "aaa", "b": "bbb", "c": "ccc"}}
    """)


@linux
def test_who_started_us_may_ignore_the_end_of_children() -> None:
    alone("""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        assert shared(str.upper, "ab", pays=True) == {"a": "A", "b": "B"}
    """)


@linux
def test_two_processes_print_what_one_does() -> None:
    wsdl, package = ROOT / "samples/wsdl/orders.wsdl", ROOT / "samples/packages/orders"
    alone(f"""
        from pathlib import Path
        from wswgen import pipeline
        from wswgen.options import Options
        from wswgen.render import engine
        engine._MANY = 0
        files = pipeline.generate([Path({str(wsdl)!r})], Options()).files
        for name in [name for name in files if name.endswith(".py")]:
            assert Path({str(package)!r}, name).read_bytes() == files[name], name
    """)


@pytest.mark.parametrize("threads", [False, True])
def test_the_work_is_done_here_where_no_copy_can_be_made(threads: bool) -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    if threads:
        other.start()
    try:
        found = shared(lambda item: os.getpid(), "ab", pays=threads)
        assert found == {"a": os.getpid(), "b": os.getpid()}
    finally:
        done.set()
        if threads:
            other.join()
