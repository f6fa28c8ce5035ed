"""Work in a copy of the process: the same result, the same errors, and no copy left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from wswgen.beside import beside

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


def _children_are_gone() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


ALONE = """
import os
os.cpu_count = lambda: 2
from wswgen.beside import beside
with beside(os.getpid, pays=True) as result:
    assert result() != os.getpid()
"""


@linux
def test_another_process_does_the_work() -> None:
    # In a Python of its own: here other tests may have left threads.
    subprocess.run([sys.executable, "-c", ALONE], check=True, timeout=60)
    assert _children_are_gone()


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


def test_large_results_arrive() -> None:
    with beside(lambda: {"x": b"y" * 5_000_000}, pays=True) as result:
        assert len(result()["x"]) == 5_000_000


def test_what_the_work_raises_is_raised_by_asking() -> None:
    def wrong() -> None:
        raise SyntaxError("no Python")

    with beside(wrong, pays=True) as result, pytest.raises(SyntaxError, match="no Python"):
        result()
    assert _children_are_gone()


def test_a_copy_that_dies_is_no_loss() -> None:
    here = os.getpid()

    def deadly() -> int:
        if os.getpid() != here:
            os._exit(9)
        return 3

    with beside(deadly, pays=True) as result:
        assert result() == 3
    assert _children_are_gone()


@linux
def test_a_copy_that_nobody_waits_for_is_ended() -> None:
    def endless() -> None:
        threading.Event().wait()

    with pytest.raises(KeyError), beside(endless, pays=True):
        raise KeyError
    assert _children_are_gone()
