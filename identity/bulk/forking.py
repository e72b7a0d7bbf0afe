"""Work on every core: forked processes see all that there is, and only answers travel back."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Work = TypeVar("Work")
Part = TypeVar("Part")
Made = TypeVar("Made")

_forked: list[tuple[Callable[[Any, Any], Any], Any]] = []


def cores() -> int:
    """Return how many processes are of use here: 1 where a process cannot be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


@contextmanager
def forked_map(
    do: Callable[[Work, Part], Made], work: Work, parts: Sequence[Part], *, processes: int
) -> Iterator[Iterable[Made]]:
    """Yield `do(work, part)` of each part, in order; the processes begin at once.

    With one process it is done here, as it is asked for.
    """
    if processes == 1:
        yield (do(work, part) for part in parts)
        return
    _forked.append((do, work))
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            yield pool.imap(_call, parts)
    finally:
        _forked.pop()


def _call(part: Any) -> Any:
    do, work = _forked[-1]
    return do(work, part)
