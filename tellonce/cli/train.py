"""`tellonce train`: learn a model's weights from records, without labels."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tqdm import tqdm

from connectors.errors import BadRecordError
from connectors.files.mapping_toml import read_mapping
from connectors.files.reader import RecordFile, open_records
from identity.batch import prepare
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.errors import ModelError
from identity.fellegi_sunter import Model
from identity.model_file import dump_model, load_model
from identity.reassessment import read_everybody
from identity.records import PersonRecord
from identity.settings import IdentitySettings, read_identity_settings
from identity.training.learn import learn
from identity.versions import Version
from tellonce.cli.terminal import counted
from tellonce.session import open_deployment

NAME: Final = "train"
HELP: Final = "Learn from records how much each agreement weighs; nobody has to label anything."
EPILOG: Final = """\
examples:
  tellonce train people.csv --out trained.json
  tellonce resolve people.csv --model trained.json --out clusters.csv
  tellonce train --out trained.json && tellonce evaluate --model trained.json

With files: from their rows, read as `tellonce import` reads them. Without: from all records in the
graph. Some thousand records with some hundred people who are there twice are the least that
teaches anything; what they are too few to say keeps the weight that ships, and is named.

A model belongs to the version that made it: after an update that changes what is compared it is
refused, and has to be trained again. TELLONCE_MODEL puts one to use; before that,
`tellonce evaluate --model` lists what it would change.
"""


@dataclass(slots=True)
class People:
    """Records to learn from."""

    name: str
    comparables: list[ComparableRecord] = field(default_factory=list)
    keys: list[tuple[str, ...]] | None = None
    unreadable: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="the people; none: the graph's")
    parser.add_argument("--out", required=True, type=Path, metavar="MODEL.json")
    parser.add_argument("--mapping", type=Path, help="a TOML file that says which column is what")
    parser.add_argument("--name", help="of the model (default: that of the file it is written to)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample that is compared")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    if not args.out.parent.is_dir():
        raise ModelError(args.out, "its folder does not exist", "make the folder first")
    settings = read_identity_settings()
    if args.files:
        people = await asyncio.to_thread(_read_files, args.files, args.mapping, settings)
    else:
        people = await _read_graph()
    model = await asyncio.to_thread(
        learn,
        people.comparables,
        people.keys,
        default=load_model(None),
        thresholds=settings.thresholds,
        name=args.name or args.out.stem,
        data_set=people.name,
        seed=args.seed,
        made=datetime.now(UTC).date().isoformat(),
    )
    dump_model(model, args.out)
    _report(model, people, args.out, as_json=args.json)
    return 1 if people.unreadable else 0


def _read_files(files: Sequence[str], mapping: Path | None, settings: IdentitySettings) -> People:
    columns = read_mapping(mapping) if mapping else None
    people = People(", ".join(Path(one).name for one in files), keys=[])
    for name in files:
        with open_records(name, mapping=columns, lenient=True) as file:
            for note in file.notes:
                print(note, file=sys.stderr)
            for line, one in _with_progress(file):
                if isinstance(one, PersonRecord):
                    _take(people, one, settings)
                    continue
                people.unreadable += 1
                reason = one.reason if isinstance(one, BadRecordError) else "is no person"
                print(f"{name}, line {line}: {reason}", file=sys.stderr)
    return people


def _take(people: People, person: PersonRecord, settings: IdentitySettings) -> None:
    prepared = prepare(Version.first(person), person.source_id, settings)
    people.comparables.append(prepared.comparable)
    if people.keys is not None:
        people.keys.append(prepared.blocking_keys)


async def _read_graph() -> People:
    async with open_deployment(os.environ) as identity:
        with tqdm(unit=" customers", disable=not sys.stderr.isatty()) as bar:
            everybody = await read_everybody(identity, progress=bar.update)
    people = People("the records of this deployment's graph")
    for customer in everybody.states:
        people.comparables += [one.comparable for one in customer.solid()]
    return people


def _with_progress(file: RecordFile) -> Iterator[tuple[int, object]]:
    bar = tqdm(total=file.size, unit="B", unit_scale=True, disable=not sys.stderr.isatty())
    with bar:
        for line, one in file:
            bar.update(file.taken - bar.n)
            yield line, one


def _report(model: Model, people: People, out: Path, *, as_json: bool) -> None:
    learned = [one.name for one in COMPARISONS if not _is_from_default(model, one.name)]
    if as_json:
        summary = {
            "records": len(people.comparables),
            "unreadable": people.unreadable,
            "customers": model.fewest_customers,
            "learned": learned,
            "notes": model.about.notes,
            "fingerprint": model.fingerprint,
        }
        print(json.dumps(summary))
        return
    records = counted(len(people.comparables), "record")
    print(f"learned {', '.join(learned)} from {records}: {out}")
    print(f"they seem to be about {counted(model.fewest_customers, 'customer')}")
    for note in model.about.notes:
        print(f"kept as it ships: {note}")


def _is_from_default(model: Model, comparison: str) -> bool:
    return all(level.from_default for level in model.levels[comparison].values())
