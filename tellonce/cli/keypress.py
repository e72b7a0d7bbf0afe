"""One key at a time from a terminal, without waiting for the end of a line."""

import sys
import termios
import tty
from typing import TextIO


def read_key(source: TextIO = sys.stdin) -> str:
    """Return the next key in lower case; "q" at the end of input. Blocks, so call it in a thread.

    A key that was pressed ahead counts; Ctrl-C still interrupts.
    """
    handle = source.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        key = source.read(1)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
    return key.lower() if key else "q"
