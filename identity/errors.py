"""What can go wrong while identity is decided.

IdentityError
├── DifferentRecordsError    clusters or pairs are about other records than the truth
├── ModelError               the model file cannot be used as it is
├── SurvivorshipError        the file of survivorship rules cannot be used as it is
├── BulkEngineError          what scores many pairs at once is not installed
├── TrainingError            there is not enough in the records to learn weights from
├── NotFirstLoadError        a first load, into a graph that has customers
├── HalfLoadedError          a first load was cut off, and this is not its other half
└── RefusedError             a person's decision that would break what holds, with what to do
    ├── UnknownError            there is no such record, customer, decision, task or interaction
    ├── PersonalReasonError     why somebody is erased would itself keep who it was
    ├── ContradictionError      an earlier judgement says the opposite
    ├── AlreadyUndoneError      the decision was taken back before
    ├── OvertakenError          a later decision rests on this one, or took its effect away
    ├── ErasedError             whom or what it was about was erased since
    └── NothingToDoError        it would change nothing
"""

from collections.abc import Sequence
from pathlib import Path


class IdentityError(Exception):
    """Root of this room's errors."""


class ModelError(IdentityError):
    """The model file is missing, unreadable, or was made for other levels than this version's."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        self.path, self.reason, self.remedy = path, reason, remedy
        super().__init__(f"the model file {path} cannot be used: {reason}; {remedy}")


class BulkEngineError(IdentityError):
    """The database that bulk scoring was asked to run on is not there."""

    def __init__(self, engine: str, reason: str, remedy: str) -> None:
        self.engine, self.reason, self.remedy = engine, reason, remedy
        super().__init__(f"pairs cannot be scored in bulk on {engine}: {reason}; {remedy}")


class TrainingError(IdentityError):
    """So few records, or so unlike each other, that no weights can be learned from them."""

    def __init__(self, records: int, reason: str) -> None:
        self.records, self.reason = records, reason
        super().__init__(
            f"no weights can be learned from these {records} records: {reason}. "
            "Train on more of them, or use the model that ships"
        )


class NotFirstLoadError(IdentityError):
    """A first load decides about everybody at once; there are customers that it did not make."""

    def __init__(self, customers: int) -> None:
        self.customers = customers
        super().__init__(
            f"a first load needs a graph without customers, and this one has {customers:,}: "
            "import without --bulk, which joins new records to them"
        )


class HalfLoadedError(IdentityError):
    """A first load stands half written, and what would go on now is not the rest of it."""

    def __init__(self, difference: str, done: int, total: int) -> None:
        self.difference, self.done, self.total = difference, done, total
        super().__init__(
            f"a first load was cut off when {done:,} of its {total:,} customers were written, and "
            f"this one differs: {difference}. Run the command that began it again, as it was, to "
            "finish it; or import without --bulk, which takes whatever is missing"
        )


class SurvivorshipError(IdentityError):
    """The file of survivorship rules is missing, unreadable, or names what there is not."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"the survivorship rules in {path} cannot be used: {reason}")


class DifferentRecordsError(IdentityError):
    """What is compared with the truth is about other records than the truth.

    `unknown` records are in `what` and not in the truth, `missing` ones the other way round; the
    two tuples hold some of their ids.
    """

    def __init__(
        self,
        what: str,
        unknown: int,
        missing: int,
        unknown_ids: Sequence[str],
        missing_ids: Sequence[str],
    ) -> None:
        self.what, self.unknown, self.missing = what, unknown, missing
        self.unknown_ids, self.missing_ids = tuple(unknown_ids), tuple(missing_ids)
        parts = []
        if unknown:
            parts.append(f"{unknown} of the {what} are not in the truth ({_some(unknown_ids)})")
        if missing:
            parts.append(f"{missing} of the truth are not in the {what} ({_some(missing_ids)})")
        super().__init__(
            f"records are not the same on both sides: {'; '.join(parts)}. "
            "Compare files that were made from the same records, with the same ids"
        )


def _some(ids: Sequence[str]) -> str:
    return ", ".join(f'"{one}"' for one in ids) + ", …"


class RefusedError(IdentityError):
    """A person's decision that is refused; `str()` of it holds ids and nothing personal."""


class UnknownError(RefusedError):
    """There is nothing of this id. `what` is "record", "customer", "decision", …"""

    def __init__(self, what: str, one: str) -> None:
        self.what, self.id = what, one
        super().__init__(
            f'there is no {what} "{one}": it was mistyped, never arrived, or was erased'
        )


class PersonalReasonError(RefusedError):
    """The reason of an erasure names the person; the ledger keeps it for ever."""

    def __init__(self) -> None:
        super().__init__(
            "the reason names the person who is to be erased, and it stays in the ledger: "
            "write why, not who"
        )


class ContradictionError(RefusedError):
    """An earlier judgement forbids it. `decision` is the one that has to be undone first."""

    def __init__(self, verdict: str, decision: str) -> None:
        self.verdict, self.decision = verdict, decision
        says = "two different people" if verdict == "different" else "one person"
        super().__init__(
            f'decision "{decision}" says that records of the two sides are {says}: '
            "undo that decision first, if it was wrong"
        )


class AlreadyUndoneError(RefusedError):
    """The decision was undone, by decision `by`."""

    def __init__(self, decision: str, by: str) -> None:
        self.decision, self.by = decision, by
        super().__init__(
            f'decision "{decision}" was undone already, by decision "{by}": '
            "undo that one to bring it back"
        )


class OvertakenError(RefusedError):
    """What the decision did no longer stands as it left it."""

    def __init__(self, decision: str, reason: str) -> None:
        self.decision, self.reason = decision, reason
        super().__init__(
            f'decision "{decision}" cannot be undone: {reason}; undo the later decision first'
        )


class ErasedError(RefusedError):
    """What the decision changed, and undoing it would bring back, was erased."""

    def __init__(self, decision: str) -> None:
        self.id = decision
        super().__init__(
            f'decision "{decision}" cannot be undone: what it was about was erased since, and an '
            "erasure is for good; decide anew about what is left"
        )


class NothingToDoError(RefusedError):
    """The decision would change nothing; the message says what would."""
