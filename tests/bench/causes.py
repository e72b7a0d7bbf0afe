"""Why is `tellonce resolve` wrong where it is wrong? Pairs counted by cause, beside the truth.

    python tests/bench/causes.py [--customers 20000] [--seed 1]
    python tests/bench/causes.py --records customers.csv.gz --truth truth.csv.gz [--examples 3]

Tables: true pairs that are apart, by what kept them apart (no key in common, too little weight, a
veto, nothing between the two records alone); wrong joins, by what agrees; review, by reason and
by whether the two are one person. Only the first thousands of pairs of each table are looked at.
Examples show the normalised values: for data that may be shown.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations, islice
from pathlib import Path
from typing import Final

from clusters import b_cubed, open_text, read_clusters
from generator import write_csv

from connectors.files.reader import open_records
from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.fellegi_sunter import PairScore, score_pair
from identity.model_file import load_model
from identity.normalise.record import normalise
from identity.population import CAP
from identity.records import PersonRecord, RecordKind
from identity.settings import read_identity_settings
from identity.vetoes import veto

MOST_PAIRS: Final = 200_000

Pair = tuple[str, str]
Clusters = Mapping[str, Hashable]


class People:
    """The records of a file with their keys, and how often a key or an identifier is held."""

    def __init__(self, path: Path, customers: int) -> None:
        settings = read_identity_settings()
        self._model = load_model(settings.model_file)
        self._link = settings.thresholds.link
        self._customers = customers
        self.records: dict[str, ComparableRecord] = {}
        with open_records(str(path), lenient=True) as file:
            for _, one in file:
                if isinstance(one, PersonRecord):
                    known = normalise(one, default_region=settings.default_region)
                    self.records[one.source_id] = known
        self._keys = {key: frozenset(blocking_keys(one)) for key, one in self.records.items()}

    def count(self, truth: Clusters) -> None:
        """Learn how many customers hold each key and identifier, as they really are."""
        holders: dict[str, set[Hashable]] = defaultdict(set)
        for key, record in self.records.items():
            for value in self._keys[key] | record.identifiers:
                holders[value].add(truth[key])
        self._holders = {value: len(who) for value, who in holders.items()}

    @property
    def keys_a_record(self) -> float:
        return sum(map(len, self._keys.values())) / len(self._keys)

    def candidates_a_record(self) -> float:
        """Return how many other records share a usable key or an identifier with one."""
        blocks: dict[str, list[str]] = defaultdict(list)
        for key, record in self.records.items():
            for value in self._keys[key] | record.identifiers:
                blocks[value].append(key)
        pairs = {
            pair
            for value, who in blocks.items()
            if self._holders[value] <= CAP
            for pair in combinations(who, 2)
        }
        return 2 * len(pairs) / len(self.records)

    def meet(self, one: str, other: str) -> bool:
        left, right = self.records[one], self.records[other]
        common = (self._keys[one] & self._keys[other]) | (left.identifiers & right.identifiers)
        return any(self._holders[value] <= CAP for value in common)

    def score(self, one: str, other: str) -> PairScore:
        left, right = self.records[one], self.records[other]
        return score_pair(
            self._model,
            left,
            right,
            identifier_customers=self._holders,
            customers=self._customers,
        )

    def why_apart(self, one: str, other: str) -> str:
        """Return in words why these two records alone are no link."""
        if not self.meet(one, other):
            return f"never met: in common {self._in_common(one, other)}"
        score = self.score(one, other)
        reason = veto(self.records[one], score, kind=RecordKind.ACCOUNT)
        if score.weight < self._link:
            return f"too little weight: {self.agreement(score)}"
        if reason is not None:
            return f"veto: {reason}"
        return "the two alone are a link, their customers were not joined"

    def agreement(self, score: PairScore) -> str:
        return ", ".join(f"{one.comparison} {one.level}" for one in score.levels) or "nothing"

    def _in_common(self, one: str, other: str) -> str:
        """Return which comparisons both records have values for, with the level of the name."""
        levels = self.score(one, other).levels
        known = (
            f"name {level.level}" if level.comparison == "name" else level.comparison
            for level in levels
        )
        return ", ".join(known) or "nothing"

    def show(self, one: str, other: str) -> str:
        return "\n".join(f"        {_values(self.records[key])}" for key in (one, other))


def _values(record: ComparableRecord) -> str:
    name = " / ".join(
        part or "-" for part in (record.given, record.middle, record.family, record.generation)
    )
    identifiers = ", ".join(sorted(record.identifiers))
    return f"{name} | {record.city or '-'} | {identifiers}"


def pairs_apart(inside: Clusters, apart: Clusters) -> Iterator[Pair]:
    """Yield pairs that stand together in one clustering and apart in the other."""
    together: dict[Hashable, list[str]] = defaultdict(list)
    for key, cluster in inside.items():
        together[cluster].append(key)
    for keys in together.values():
        for one, other in combinations(keys, 2):
            if apart[one] != apart[other]:
                yield one, other


def print_table(title: str, found: Iterable[tuple[str, Pair]], people: People, shown: int) -> None:
    counts: Counter[str] = Counter()
    examples: dict[str, list[Pair]] = defaultdict(list)
    for cause, pair in found:
        counts[cause] += 1
        if len(examples[cause]) < shown:
            examples[cause].append(pair)
    total = counts.total()
    print(f"\n{title}: {total:,}")
    for cause, number in counts.most_common(25):
        print(f"  {number:7,} {number / total:6.1%}  {cause}")
        for pair in examples[cause]:
            print(people.show(*pair))


def resolve(records: Path, folder: Path, *options: str) -> tuple[Clusters, list[tuple[Pair, str]]]:
    """Run the command; return the clusters, and the pairs in review with their reasons."""
    out, review = folder / "clusters.csv", folder / "review.csv"
    command = [sys.executable, "-m", "tellonce", "resolve", str(records), "--out", str(out)]
    command += options
    silent = subprocess.DEVNULL
    subprocess.run([*command, "--review", str(review)], check=True, stdout=silent, stderr=silent)
    with open_text(review) as file:
        doubts = [
            ((row["left_id"], row["right_id"]), row["reason"]) for row in csv.DictReader(file)
        ]
    return read_clusters(out), doubts


def analyse(records: Path, truth: Clusters, folder: Path, *, examples: int) -> None:
    found, doubts = resolve(records, folder)
    people = People(records, len(set(truth.values())))
    people.count(truth)
    cubed = b_cubed(found, truth)
    print(f"B³ {cubed.f1:.4f}, precision {cubed.precision:.4f}, recall {cubed.recall:.4f}")
    candidates = people.candidates_a_record()
    print(f"{people.keys_a_record:.2f} keys and {candidates:.1f} candidates a record")
    true_pairs = list(islice(pairs_apart(truth, {key: key for key in truth}), MOST_PAIRS))
    met = sum(people.meet(*pair) for pair in true_pairs)
    print(f"of {len(true_pairs):,} true pairs {met / len(true_pairs):.1%} share a usable key")
    missed = islice(pairs_apart(truth, found), MOST_PAIRS)
    causes = ((people.why_apart(*pair), pair) for pair in missed)
    print_table("True pairs that are apart", causes, people, examples)
    wrong = islice(pairs_apart(found, truth), MOST_PAIRS)
    joins = ((people.agreement(people.score(*pair)), pair) for pair in wrong)
    print_table("Wrong pairs, by what the two records say", joins, people, examples)
    review = (
        (f"{'one person' if truth[pair[0]] == truth[pair[1]] else 'two people'}: {reason}", pair)
        for pair, reason in doubts
    )
    print_table("Pairs in review", review, people, examples)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count why `tellonce resolve` is wrong.")
    parser.add_argument("--records", type=Path, help="CSV; without it the generator makes one")
    parser.add_argument("--truth", type=Path, help="CSV: record_id,cluster")
    parser.add_argument("--customers", type=int, default=20_000, help="of the generator")
    parser.add_argument("--seed", type=int, default=1, help="of the generator")
    parser.add_argument("--examples", type=int, default=0, help="pairs shown of each cause")
    asked = parser.parse_args()
    if (asked.records is None) != (asked.truth is None):
        parser.error("--records and --truth belong together")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, truth = asked.records, asked.truth
        if records is None:
            records, truth = folder / "records.csv", folder / "truth.csv"
            write_csv(records, truth, customers=asked.customers, seed=asked.seed)
        analyse(records, read_clusters(truth), folder, examples=asked.examples)


if __name__ == "__main__":
    main()
