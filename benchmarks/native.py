"""The native backend on the stand-in for webservices.dll, and the first use of its tables.

    python benchmarks/native.py [--rounds N]

* a call of the sample's Add: the whole of it in the stand-in, which reads and writes XML in Python
  and starts a thread for each call, so that only the rest says something of us; the stub alone
  (frame read, state built and registered, handler run, reply written into the frame); the free
  callback; beside them a callback of ctypes that does nothing, called through its C pointer;
* the tables of one operation of a contract with 4,995 complex types, where the folder
  ``shared/corpus`` lies beside this checkout: the time and the memory of their first use.

Medians in microseconds, and milliseconds for the tables.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
OPERATIONS = ("AcquireGenericServiceTicket", "RetrieveProperties")
"""The types of the first are few; those of the second are nearly all."""
LARGE = "104-vmware-vim-service/vimService.wsdl"
sys.path[:0] = [str(ROOT), str(ROOT / "samples" / "packages")]

from tests.native.driving import Stage  # noqa: E402
from tests.native.script import ADD, REQUEST, Script  # noqa: E402
from tests.native.standin.calls import Call, Step  # noqa: E402
from wswgen import pipeline  # noqa: E402
from wswgen.options import Options  # noqa: E402
from wswgen.runtime.native import packages  # noqa: E402
from wswgen.runtime.native.abi import WS_SERVICE_STUB_CALLBACK  # noqa: E402
from wswgen.runtime.native.frames import Frame  # noqa: E402


def _median(work: Callable[[], object], rounds: int) -> float:
    """Microseconds of one run."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def nothing(rounds: int) -> float:
    """A callback with the signature of a stub that does nothing."""
    callback = WS_SERVICE_STUB_CALLBACK(lambda context, frame, callback, later, error: 0)
    return _median(lambda: callback(1, 2, 3, 4, 5), rounds)


def call(rounds: int, *, is_async: bool) -> dict[str, float]:
    """One call, and the parts of it that are ours."""
    script = Script()
    marks: dict[Step, list[float]] = {step: [] for step in Step}
    with Stage(script.service("returns", is_async=is_async)) as stage:
        data = stage.bytes_of(ADD, [REQUEST])

        def request() -> None:
            stage.standin.request(stage.url, ADD.soap_action, data)

        _median(request, 200)

        def marked(step: Step) -> Callable[[Call], None]:
            return lambda _: marks[step].append(time.perf_counter())

        for step in Step:
            stage.standin.at(step, marked(step))
        whole = _median(request, rounds)

    def between(first: Step, last: Step) -> float:
        pairs = zip(marks[first], marks[last], strict=True)
        return statistics.median(end - start for start, end in pairs) * 1e6

    return {
        "whole call": whole,
        "stub": between(Step.BEFORE_STUB, Step.STUB_RETURNED),
        "free": between(Step.FREEING, Step.FREED),
    }


def first_use() -> dict[str, Any]:
    """The tables of one operation of a large contract."""
    with tempfile.TemporaryDirectory() as folder:
        pipeline.from_wsdl([CORPUS / LARGE], Path(folder), Options(package="large_contract"))
        sys.path.insert(0, folder)
        found: dict[str, Any] = {}
        contract_module = importlib.import_module("large_contract._contract")
        contract = next(
            value for name, value in vars(contract_module).items() if name.endswith("_CONTRACT")
        )
        start, used = time.perf_counter(), _largest()
        words, tables = packages.tables_of(contract)
        found["104: words of the contract, ms"] = (time.perf_counter() - start) * 1e3
        for name in OPERATIONS:
            start = time.perf_counter()
            Frame(tables, words.by_name[name], contract).described("urn:action", 0)
            found[f"104: tables of {name}, ms"] = (time.perf_counter() - start) * 1e3
        found["104: memory of all that, MiB"] = (_largest() - used) / 1024
        start = time.perf_counter()
        Frame(tables, words.by_name[OPERATIONS[-1]], contract)
        found["104: the same again, ms"] = (time.perf_counter() - start) * 1e3
        return found


def _largest() -> int:
    """The largest resident size of this process so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Print every number."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1000)
    rounds = parser.parse_args().rounds
    base = nothing(rounds * 10)
    print(f"{'a callback that does nothing':<32}{base:>10.1f} us")
    for is_async in (False, True):
        kind = "async def" if is_async else "def"
        for what, value in call(rounds, is_async=is_async).items():
            if not (is_async and what == "stub"):  # its stub only starts the handler
                print(f"{f'{kind}: {what}':<32}{value:>10.1f} us {value / base:>8.1f} x")
    if (CORPUS / LARGE).exists():
        for what, value in first_use().items():
            print(f"{what:<32}{value:>10.1f}")


if __name__ == "__main__":
    main()
