"""What would another model or threshold change? Listed first, done only when asked to."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from graph.queries.review import records_by_key
from identity.calibration_memory import CalibrationMemory
from identity.model_file import load_model
from identity.reassessment import Joining, Parting, Reassessment, read_everybody, reassess
from identity.reassigning import carry_out, plans
from identity.setup import Identity
from tellonce.cli.terminal import counted, safe
from tellonce.errors import SettingError
from tellonce.session import open_deployment

MOST_RECORDS = 3  # named of a group


@dataclass(frozen=True, slots=True)
class ReassessQuestion:
    model: Path | None
    link: float | None  # bits
    limit: int  # changes that are named in the terminal


async def print_reassessment(
    environ: Mapping[str, str], question: ReassessQuestion, *, apply: bool, as_json: bool
) -> int:
    """Print what the model and threshold would change; `apply` then changes it, one by one."""
    async with open_deployment(environ) as deployment:
        identity = _with(deployment, question)
        found = await _assess(identity)
        if not as_json:
            async for line in _lines(identity, found, question.limit):
                print(line)
        done = late = 0
        if apply:
            done, late = await _apply(identity, found)
        if as_json:
            print(json.dumps({**_data(found), "applied": done, "late": late}, indent=2))
        else:
            print("\n".join(_closing(question, found, apply=apply, done=done, late=late)))
    return 0


def _with(identity: Identity, question: ReassessQuestion) -> Identity:
    """Return the working set as it would be with that model and that threshold."""
    settings = identity.settings
    if question.link is not None:
        if question.link < settings.thresholds.review:
            raise SettingError(
                f"--link {question.link:g} is below {settings.thresholds.review:g} bits, from "
                "which a person is asked: nothing would be left to ask about"
            )
        thresholds = replace(settings.thresholds, link=question.link)
        settings = replace(settings, thresholds=thresholds)
    model = identity.model if question.model is None else load_model(question.model)
    return replace(identity, model=model, settings=settings, calibrated=CalibrationMemory())


async def _assess(identity: Identity) -> Reassessment:
    with _bar("reading customers") as bar:
        everybody = await read_everybody(identity, progress=bar.update)
    total = 2 * len(everybody.states)
    with _bar("deciding anew", total) as bar:
        return await asyncio.to_thread(reassess, identity, everybody, progress=bar.update)


async def _apply(identity: Identity, found: Reassessment) -> tuple[int, int]:
    """Return how many changes were made, and how many came too late for what others decided."""
    todo = list(plans(found))
    done = 0
    with _bar("changing", len(todo)) as bar:
        for plan in todo:
            done += await carry_out(identity, plan)
            bar.update()
    return done, len(todo) - done


def _bar(what: str, total: int | None = None) -> "tqdm[NoReturn]":
    return tqdm(desc=what, total=total, unit="", disable=not sys.stderr.isatty())


async def _lines(identity: Identity, found: Reassessment, limit: int) -> AsyncIterator[str]:
    partings, joinings = found.partings, found.joinings
    yield (
        f"{counted(found.customers, 'customer')} of {counted(found.records, 'record')}, decided "
        f"anew: {len(partings)} would be parted ({counted(found.parted_pairs, 'pair')}), "
        f"{sum(len(one.groups) for one in joinings)} joined to {len(joinings)} "
        f"({counted(found.joined_pairs, 'pair')}); "
        f"{counted(found.doubts, 'pair')} would wait for a person"
    )
    shown: list[Parting | Joining] = [*partings[:limit], *joinings[:limit]]
    names = await _names(identity, shown)
    for parting in partings[:limit]:
        yield f"part  {parting.customer_id}: {_groups(parting.groups, names)}"
    if len(partings) > limit:
        yield f"      … and {len(partings) - limit} more"
    for joining in joinings[:limit]:
        weight = "" if joining.weight is None else f"  ({joining.weight:.1f} bits)"
        yield f"join  {_groups(joining.groups, names)}{weight}"
        if joining.levels:
            yield f"      {', '.join(joining.levels)}"
    if len(joinings) > limit:
        yield f"      … and {len(joinings) - limit} more"


async def _names(identity: Identity, shown: Iterable[Parting | Joining]) -> dict[str, str]:
    keys = [key for one in shown for group in one.groups for key in group[:MOST_RECORDS]]
    rows = await records_by_key(identity.graph, sorted(set(keys)))
    return {row["key"]: safe(f"{row['source']} {row['source_id']}") for row in rows}


def _groups(groups: Iterable[tuple[str, ...]], names: Mapping[str, str]) -> str:
    return " | ".join(_group(group, names) for group in groups)


def _group(keys: tuple[str, ...], names: Mapping[str, str]) -> str:
    more = f" and {len(keys) - MOST_RECORDS} more" if len(keys) > MOST_RECORDS else ""
    return ", ".join(names.get(key, key) for key in keys[:MOST_RECORDS]) + more


def _data(found: Reassessment) -> dict[str, object]:
    return {
        **asdict(found),
        "parted_pairs": found.parted_pairs,
        "joined_pairs": found.joined_pairs,
    }


def _closing(
    question: ReassessQuestion, found: Reassessment, *, apply: bool, done: int, late: int
) -> Iterator[str]:
    if not apply:
        changes = len(found.partings) + len(found.joinings)
        if changes:
            yield "nothing has been changed; --apply does it, each change undoable"
        return
    left = f"; {late} no longer applied, since others decided meanwhile" if late else ""
    yield f"{counted(done, 'change')} made{left}"
    ours = []
    if question.model is not None:
        ours.append(f"TELLONCE_MODEL={question.model}")
    if question.link is not None:
        ours.append(f"TELLONCE_LINK_BITS={question.link:g}")
    yield f"set {' and '.join(ours)} and restart the server: it decides alike from then on"
