"""What a command is: a module with these names; its own stands in `main.COMMANDS`."""

import argparse
from typing import Protocol


class Command(Protocol):
    @property
    def NAME(self) -> str: ...  # noqa: N802  a module's constant

    @property
    def HELP(self) -> str:  # noqa: N802
        """One sentence."""
        ...

    @property
    def EPILOG(self) -> str:  # noqa: N802
        """At least one example."""
        ...

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    async def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code: 0 done, 1 refused or failed."""
        ...
