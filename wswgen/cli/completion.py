"""``wswgen completion``: a script for the shell, made from what the commands declare."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from wswgen.cli.commands import COMMANDS, load, parser_of
from wswgen.cli.console import Console


class Option(NamedTuple):
    """An option of a command, as completion shows it."""

    word: str
    help: str
    choices: tuple[str, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.epilog = (
        'bash and zsh: eval "$(wswgen completion bash)", or zsh; '
        "fish: wswgen completion fish | source"
    )
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the script."""
    options = {name: _options(name) for name in COMMANDS}
    if arguments.shell == "fish":
        console.out(_fish(options))
    else:
        start = "autoload -U +X bashcompinit && bashcompinit\n" if arguments.shell == "zsh" else ""
        console.out(start + _bash(options))
    return 0


def _options(name: str) -> list[Option]:
    parser = parser_of(name, load(name))
    return [
        Option(word, (action.help or "").partition(" (")[0], tuple(map(str, action.choices or ())))
        for action in parser._actions  # pyright: ignore[reportPrivateUsage] # nothing else lists them
        for word in action.option_strings
        if word.startswith("--")
    ]


_BASH = """\
_wswgen() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" choices=""
  if [ "$COMP_CWORD" = 1 ]; then
    COMPREPLY=($(compgen -W "{commands}" -- "$word")); return
  fi
  case "${{COMP_WORDS[1]}} ${{COMP_WORDS[COMP_CWORD-1]}}" in
{values}    *)
      case "$word" in -*) case "${{COMP_WORDS[1]}} " in
{options}      esac;; esac;;
  esac
  COMPREPLY=($(compgen -W "$choices" -- "$word"))
}}
complete -o default -F _wswgen wswgen
"""


def _bash(commands: dict[str, list[Option]]) -> str:
    values = "".join(
        f'    "{name} {option.word}") choices="{" ".join(option.choices)}";;\n'
        for name, options in commands.items()
        for option in options
        if option.choices
    )
    listed = "".join(
        f'        "{name} ") choices="{" ".join(option.word for option in options)}";;\n'
        for name, options in commands.items()
    )
    return _BASH.format(commands=" ".join(commands), values=values, options=listed)


def _fish(commands: dict[str, list[Option]]) -> str:
    lines = [
        f"complete -c wswgen -n __fish_use_subcommand -a {name} -d {_quoted(COMMANDS[name])}"
        for name in commands
    ]
    for name, options in commands.items():
        seen = f"'__fish_seen_subcommand_from {name}'"
        for option in options:
            line = f"complete -c wswgen -n {seen} -l {option.word[2:]} -d {_quoted(option.help)}"
            lines.append(
                line + (f" -xa {_quoted(' '.join(option.choices))}" if option.choices else "")
            )
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
