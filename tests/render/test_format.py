"""What `fit` cannot lay out goes to black, in pieces, and comes back as black has the whole."""

from __future__ import annotations

import black
import pytest
from black.mode import TargetVersion

from wswgen.render import format as formatting
from wswgen.render.format import format_module
from wswgen.render.syntax import Syntax

MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88)
LONG = "a" * 60

MEMBERS = f'''class Client(Base):
    """Several members."""

    contract = _contract.A

    def first(self) -> None:
        """Short."""
        return self.call(1)

    @decorated
    async def second(self, {LONG}: int, {LONG}_2: int = 2) -> None:
        """Long: {LONG}."""
        return await self.call({LONG}, {LONG}_2)

    def third(self) -> None:
        """Short again."""
'''
TRAP = f'''class Client(Base):
    """Like code.

    def it() is no member, nor is

    @this."""

    def first(self, {LONG}: int, {LONG}_2: int = 2) -> None:
        """This looks like code, too.

    def second(self):
        """
'''


def printed(text: str) -> str:
    return format_module(text, Syntax())


@pytest.mark.parametrize("text", [MEMBERS, TRAP, f"x = 1\n\n\n{MEMBERS}\n\ny = [{LONG}, {LONG}]\n"])
def test_pieces_are_styled_as_the_whole(text: str) -> None:
    assert printed(text) == black.format_str(text, mode=MODE)


def test_a_member_that_is_too_long_is_styled_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def kept(piece: str) -> str:
        asked.append(piece)
        return piece

    monkeypatch.setattr(formatting, "_black", kept)
    printed(MEMBERS)
    assert [piece.split("\n")[1].strip() for piece in asked] == ["@decorated"]


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n    a = 1\n\n    def f(self) -> None:\n        pass pass\n",
        "class C:\n    pass\n\n    def f(a, a):\n        pass\n",
        "x = 1\n\n    def f(): pass\n",
        "x = (\n\n\ny = 1\n",
        "x = 1\n\n\ndef f(:\n    pass\n",
    ],
)
def test_what_is_no_python_is_found_in_every_piece(text: str) -> None:
    with pytest.raises(SyntaxError):
        printed(text)


@pytest.mark.parametrize("paragraphs", [2, 3, 9])
def test_paragraphs_of_a_docstring_are_no_pieces(paragraphs: int) -> None:
    good = '"""' + "\n\n".join(["Words, and more."] * paragraphs) + '"""\n\n\nx = 1\n'
    assert printed(good) == good
    with pytest.raises(SyntaxError):
        printed(good.replace("x = 1", "x = = 1"))
    with pytest.raises(SyntaxError):
        printed(good.replace('more."""', "more."))


def test_a_long_line_before_the_paragraphs_of_a_string() -> None:
    text = f'a = call({", ".join(["argument"] * 12)})\n"""One.\n\nTwo."""\n'
    assert printed(text) == black.format_str(text, mode=MODE)


def test_what_is_no_python_is_told() -> None:
    with pytest.raises(SyntaxError):
        printed("def f(:\n    pass\n")
    with pytest.raises(SyntaxError):
        printed(f"def f({LONG} {LONG}):\n    pass\n")
