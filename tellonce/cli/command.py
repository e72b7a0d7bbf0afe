"""What a command is: a module with these names, listed in `main.COMMANDS`."""

import argparse
from typing import Protocol


class Command(Protocol):
    NAME: str
    HELP: str  # one sentence
    EPILOG: str  # at least one example

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    async def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code: 0 done, 1 refused or failed."""
        ...
