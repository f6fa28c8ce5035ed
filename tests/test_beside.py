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

from wswgen.beside import beside

ROOT = Path(__file__).parents[1]
linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

HEAD = """
import os, signal, threading
os.cpu_count = lambda: 2
fork, copies = os.fork, []
os.fork = lambda: copies.append(fork()) or copies[-1]
from wswgen.beside import beside
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
def test_another_process_does_the_work() -> None:
    alone("""
        with beside(os.getpid, pays=True) as result:
            assert result() == copies[0]
    """)


@linux
def test_large_results_arrive() -> None:
    alone("""
        with beside(lambda: (os.getpid(), b"y" * 5_000_000), pays=True) as result:
            assert result() == (copies[0], b"y" * 5_000_000)
    """)


@linux
def test_what_the_work_raises_is_raised_by_asking() -> None:
    alone("""
        def wrong():
            raise SyntaxError("no Python")
        with beside(wrong, pays=True) as result:
            try:
                result()
                raise AssertionError("nothing was raised")
            except SyntaxError:
                pass
    """)


@linux
def test_a_copy_that_dies_is_no_loss() -> None:
    alone("""
        here = os.getpid()
        def deadly():
            if os.getpid() != here:
                os._exit(9)
            return 3
        with beside(deadly, pays=True) as result:
            assert result() == 3
    """)


@linux
def test_a_copy_that_nobody_asks_is_ended() -> None:
    alone("""
        try:
            with beside(threading.Event().wait, pays=True):
                raise KeyError
        except KeyError:
            pass
    """)


@linux
def test_who_started_us_may_ignore_the_end_of_children() -> None:
    alone("""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        with beside(os.getpid, pays=True) as result:
            assert result() == copies[0]
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
        with beside(os.getpid, pays=threads) as result:
            assert result() == os.getpid()
    finally:
        done.set()
        if threads:
            other.join()
