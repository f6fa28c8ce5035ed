"""Run the command line: ``python -m wswgen``."""

from wswgen.cli import main

main()
