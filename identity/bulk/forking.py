"""Work on every core: forked processes see all that there is, and only answers travel back.

What is there at the fork is frozen for the garbage collector: a child has no business with what
the threads of its parent hold. Should a process die all the same, its work is done here.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
    gc.freeze()
    try:
        forking = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes, mp_context=forking) as pool:
            asked = [_submit(pool, part) for part in parts]
            yield (_answer(one, part) for one, part in zip(asked, parts, strict=True))
            pool.shutdown(cancel_futures=True)
    finally:
        gc.unfreeze()
        _forked.pop()


def _submit(pool: ProcessPoolExecutor, part: Any) -> "Future[Any] | None":
    """Return the answer to come; None when a process has died already."""
    try:
        return pool.submit(_call, part)
    except BrokenProcessPool:
        return None


def _answer(asked: "Future[Any] | None", part: Any) -> Any:
    try:
        return _call(part) if asked is None else asked.result()
    except BrokenProcessPool:
        return _call(part)


def _call(part: Any) -> Any:
    do, work = _forked[-1]
    return do(work, part)
