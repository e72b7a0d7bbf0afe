"""How are the records of whole files made ready to compare? On every core, where they are many."""

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from typing import Final

from identity.batch import Prepared, prepare
from identity.bulk.edges import Progress
from identity.comparable import ComparableRecord
from identity.settings import IdentitySettings
from identity.versions import Version

FEWEST_FOR_PROCESSES: Final = 20_000  # records; fewer are done before a process has started
STEP: Final = 5_000  # records that a process takes at once

Made = tuple[ComparableRecord, tuple[str, ...]]


def prepare_all(
    versions: Mapping[str, Version],
    settings: IdentitySettings,
    *,
    progress: Progress | None = None,
    fewest_for_processes: int = FEWEST_FOR_PROCESSES,
) -> list[Prepared]:
    """Return the records of these keys normalised, in their order, as `prepare` makes each."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    forks = "fork" in multiprocessing.get_all_start_methods()
    if len(versions) < fewest_for_processes or cores == 1 or not forks:
        return _one_by_one(versions, settings, progress)
    return _in_processes(versions, settings, cores, progress)


def _one_by_one(
    versions: Mapping[str, Version], settings: IdentitySettings, progress: Progress | None
) -> list[Prepared]:
    records = []
    for key, version in versions.items():
        records.append(prepare(version, key, settings))
        if progress is not None:
            progress(1)
    return records


_forked: dict[str, tuple[Sequence[Version], IdentitySettings]] = {}


def _in_processes(
    versions: Mapping[str, Version],
    settings: IdentitySettings,
    cores: int,
    progress: Progress | None,
) -> list[Prepared]:
    """A forked process sees the records as they are; only what is made of them travels back."""
    keys, all_versions = list(versions), list(versions.values())
    records: list[Prepared] = []
    _forked["work"] = (all_versions, settings)
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            for made in pool.imap(_prepare_forked, range(0, len(keys), STEP)):
                start = len(records)
                places = range(start, start + len(made))
                records += [
                    Prepared(keys[at], all_versions[at], *one)
                    for at, one in zip(places, made, strict=True)
                ]
                if progress is not None:
                    progress(len(made))
    finally:
        _forked.clear()
    return records


def _prepare_forked(start: int) -> list[Made]:
    versions, settings = _forked["work"]
    prepared = (prepare(one, "", settings) for one in versions[start : start + STEP])
    return [(one.comparable, one.blocking_keys) for one in prepared]
