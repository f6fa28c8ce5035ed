"""The order of imports and of ``__all__``: ruff is the judge."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from wswgen.plan.order import imported, listed

NAMES = [
    *"A B T10 T9 T010 T01 T1 t9 t10 T9a T9B URL Url url Urn X_1 X1 XA Xa".split(),
    *"É é Éa ÉA ABC ABCd".split(),
    *"Item_b2 Item_a10 Item_a9 Items ITEM item I8 I16 Z Za ZA z _a _A".split(),
    *"Σ σ Ab aB ΣΣ Σσ 名 T名".split(),
]


def test_ruff_leaves_it_alone(tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(NAMES, len(NAMES))
    lines = "".join(f"    {name},\n" for name in imported(shuffled))
    public = "".join(f'    "{name}",\n' for name in listed(shuffled))
    path = tmp_path / "__init__.py"
    path.write_text(f"from .types import (\n{lines})\n\n__all__ = [\n{public}]\n", "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=I001,RUF022"]
    result = subprocess.run([*command, "--diff", str(path)], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
