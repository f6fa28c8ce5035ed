"""The scripts in ``shared/bench`` beside the checkout, which measure the peers, and what they find.

Each runs us through the adapters beside this file. A peer that is not installed has no row; what
the stored baseline says of it stands in its place, marked as such.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
FILES = {
    "calc/CalculatorService.wsdl": "114-ms-calculator-service/CalculatorService.wsdl",
    "block/BlockUnBlockService.wsdl": "117-ms-block-un-block-service/BlockUnBlockService.wsdl",
    "vbox/vboxweb.wsdl": "102-gowsdl-vboxweb/vboxweb.wsdl",
    "vim": "104-vmware-vim-service",
    "economic/economic.wsdl": "155-wasabi-economic/economic.wsdl",
    "workday/workday.wsdl": "160-wasabi-workday/workday.wsdl",
    "ec2/ec2.wsdl": "098-gowsdl-ec2/ec2.wsdl",
    "sforce/partner.wsdl": "171-sforce-partner/partner.wsdl",
}
"""What the scripts call the contracts, and where they are in ``shared/corpus``."""

GENERATORS = ("wswgen", "xsdata", "gsoap", "zeep-load", "floor-lxml-parse")
SMALL = ("calculator", "blockunblock")
LARGE = ("vboxweb", "vim", "economic", "workday", "ec2", "salesforce")
SYNTHETIC = ("synth1k", "synth10k")
CONTRACTS = {
    "calculator": "calc/CalculatorService.wsdl",
    "blockunblock": "block/BlockUnBlockService.wsdl",
    "vboxweb": "vbox/vboxweb.wsdl",
    "vim": "vim/vimService.wsdl",
    "economic": "economic/economic.wsdl",
    "workday": "workday/workday.wsdl",
    "ec2": "ec2/ec2.wsdl",
    "salesforce": "sforce/partner.wsdl",
    "synth1k": "synth/s1000.wsdl",
    "synth10k": "synth/s10000.wsdl",
}
"""The root document of each."""
CODECS = (
    "wswgen", "zeep", "xsdata-lxml", "xsdata-native", "spyne", "node-soap", "gsoap-c++",
    "floor-lxml", "floor-etree", "floor-straight",
)  # fmt: skip
SERVERS = (
    "wswgen", "spyne-wsgiref", "spyne-waitress", "node-soap", "gsoap-c++",
    "floor-uvicorn", "floor-uvicorn-lxml",
)  # fmt: skip
CLIENTS = (
    "wswgen", "zeep", "xsdata", "node-soap", "gsoap-c++", "floor-http-client", "floor-socket",
)  # fmt: skip
SLEEPERS = ("wswgen", "spyne-waitress", "node-soap", "gsoap-c++", "floor-uvicorn")

Row: TypeAlias = dict[str, Any]
LAUNCHER = """#!{}
import sys

sys.path.insert(0, {!r})
from wswgen.cli import main

sys.exit(main())
"""


class Peers:
    """The scripts, and a folder for what they write."""

    def __init__(self, folder: Path, node_modules: Path) -> None:
        self.folder = folder
        self._node = ["--node-modules", str(node_modules)]
        self.launcher = folder / "bin" / "wswgen"
        self.launcher.parent.mkdir()
        self.launcher.write_text(LAUNCHER.format(sys.executable, str(ROOT)), "utf-8")
        self.launcher.chmod(self.launcher.stat().st_mode | stat.S_IXUSR)
        for name, source in FILES.items():
            place, found = self.document(name), SHARED / "corpus" / source
            place.parent.mkdir(parents=True, exist_ok=True)
            if found.is_dir():
                shutil.copytree(found, place)
            elif found.exists():
                shutil.copy(found, place)

    def document(self, name: str) -> Path:
        """A contract as the scripts know it."""
        return self.folder / "corpus" / name

    def output(self, peer: str, contract: str) -> Path:
        """The folder in which a peer's generator ran last."""
        return self.folder / "work" / "gen" / peer / contract

    def generate(self, contracts: Sequence[str], peers: Sequence[str], runs: int) -> list[Row]:
        """Whole processes; whatever takes longer than 8 seconds runs once."""
        return self._rows(
            "peers_generate.py", "generate.json", "--corpus", str(self.folder / "corpus"),
            "--work", str(self.folder / "work"), "--runs", str(runs), "--cap", "100",
            "--once-over", "8", "--only", "generate", "--inputs", *contracts,
            "--peers", *peers, "--wswgen", str(self.launcher),
        )  # fmt: skip

    def run(self, part: str, peers: Sequence[str], runs: int, seconds: int) -> list[Row]:
        """One part of the runtime: codec, server, client or memory."""
        return self._rows(
            "peers_runtime.py", f"{part}.json", "--work", str(self.folder / "runtime"),
            "--runs", str(runs), "--seconds", str(seconds), "--connections", "16",
            "--adapters", str(Path(__file__).with_name("adapters")), "--only", part,
            "--peers", *peers,
        )  # fmt: skip

    def _rows(self, script: str, out: str, *arguments: str) -> list[Row]:
        path = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": os.pathsep.join(path)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        target = self.folder / out
        words = [str(SHARED / "bench" / script), "--out", str(target), *self._node, *arguments]
        subprocess.run([sys.executable, *words], check=True, env=environment, stdout=sys.stderr)
        found: list[Row] = json.loads(target.read_text("utf-8"))["results"]
        return [each for row in found for each in _or_stored(row)]


def stored() -> list[Row]:
    """The baseline that was measured before the project existed, on a quiet machine."""
    files = sorted((SHARED / "bench").glob("baseline-*.json"))
    rows: list[Row] = json.loads(files[-1].read_text("utf-8"))["results"] if files else []
    return [row for row in rows if row.get("status") == "ok"]


def _or_stored(row: Row) -> list[Row]:
    if row.get("status") != "not installed":
        return [row]
    keys = [key for key in ("test", "peer", "input") if key in row]
    found = [{**old, "stored": True} for old in stored() if all(old.get(k) == row[k] for k in keys)]
    return found or [row]
