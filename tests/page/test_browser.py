"""The page in a browser: no error, readable in both themes, and all of it by keyboard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import REPOSITORY
from tests.needs import missing
from wswgen import api
from wswgen.options import Job

pytestmark = pytest.mark.browser

CONTRAST = """
() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const f = c.slice(0, 3).map((v) => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const back = (node) => { for (; node; node = node.parentElement) {
    const c = parse(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; }
    return [255, 255, 255]; };
  const bad = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!node.checkVisibility() || node instanceof SVGElement) continue;
    if (![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim())) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(back(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push([node.textContent.slice(0, 30), ratio]);
  }
  return bad;
}
"""


def _corpus() -> Path | None:
    corpus = REPOSITORY.parent / "shared/corpus"
    if not corpus.is_dir():
        return None
    entries = json.loads((corpus / "manifest.json").read_text("utf-8"))
    root: str = next(each["root"] for each in entries if each["id"].startswith("155"))
    return corpus / root


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium of this machine."""
    try:
        playwright = import_module("playwright.sync_api")
    except ImportError:
        missing("playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("chromium")
    with playwright.sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["orders", "devices", "block_unblock", "largest"])
def test_a_page_can_be_read_and_used(browser: Any, tmp_path: Path, name: str, scheme: str) -> None:
    path = REPOSITORY / f"samples/wsdl/{name}.wsdl" if name != "largest" else _corpus()
    if path is None:
        missing("the corpus")
    text, _ = api.describe(Job(files=(path,)), "html")
    (tmp_path / "page.html").write_text(text, "utf-8")
    page = browser.new_page(color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if "page.html" not in request.url
            and not request.url.startswith("data:") else None)  # fmt: skip
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate(CONTRAST) == []

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    operation = page.evaluate("data.operations[0].n")
    page.keyboard.type(operation)
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#o')")
    page.wait_for_selector(f"main h2:has-text('{operation}')")
    assert page.evaluate(CONTRAST) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""

    closed = page.locator("main details:not([open]) > summary")
    if closed.count():
        closed.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelectorAll('main details[open]').length > 0")
    page.click("#theme")
    other = "light" if scheme == "dark" else "dark"
    assert page.evaluate("document.documentElement.dataset.theme") == other
    assert page.evaluate(CONTRAST) == []
    for number in range(min(8, page.evaluate("data.types.length"))):
        page.evaluate(f"location.hash = '#t{number}'")
        heading = "document.querySelector('main h2').textContent"
        page.wait_for_function(f"{heading}.startsWith(data.types[{number}].n)")
        assert page.evaluate(CONTRAST) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []
    page.close()
