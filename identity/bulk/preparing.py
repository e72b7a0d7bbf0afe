"""How are the records of whole files made ready to compare? On every core, where they are many."""

from collections.abc import Mapping, Sequence
from typing import Final

from identity.batch import Prepared, prepare
from identity.bulk.edges import Progress
from identity.bulk.forking import cores, forked_map
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
    processes = cores() if len(versions) >= fewest_for_processes else 1
    if processes == 1:
        return _one_by_one(versions, settings, progress)
    return _in_processes(versions, settings, processes, progress)


def _one_by_one(
    versions: Mapping[str, Version], settings: IdentitySettings, progress: Progress | None
) -> list[Prepared]:
    records = []
    for key, version in versions.items():
        records.append(prepare(version, key, settings))
        if progress is not None:
            progress(1)
    return records


def _in_processes(
    versions: Mapping[str, Version],
    settings: IdentitySettings,
    processes: int,
    progress: Progress | None,
) -> list[Prepared]:
    keys, all_versions = list(versions), list(versions.values())
    records: list[Prepared] = []
    starts = range(0, len(keys), STEP)
    with forked_map(_prepare_part, (all_versions, settings), starts, processes=processes) as parts:
        for made in parts:
            start = len(records)
            places = range(start, start + len(made))
            records += [
                Prepared(keys[at], all_versions[at], *one)
                for at, one in zip(places, made, strict=True)
            ]
            if progress is not None:
                progress(len(made))
    return records


def _prepare_part(work: tuple[Sequence[Version], IdentitySettings], start: int) -> list[Made]:
    versions, settings = work
    prepared = (prepare(one, "", settings) for one in versions[start : start + STEP])
    return [(one.comparable, one.blocking_keys) for one in prepared]
