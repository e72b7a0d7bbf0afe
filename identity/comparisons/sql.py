"""How are the levels of a comparison written in SQL, so that a database finds the same ones?

Conditions compare ready-made ASCII columns of two records, `x_l` and `x_r` (identity/bulk/columns
lists them). What databases call differently goes through a dialect.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

UNKNOWN_PLACE: Final = -1  # of a level, where nothing can be compared

# A similarity that is exactly the bound may come out a hair above it in one program and below it in
# the other, and rapidfuzz stops early a little before its cutoff.
HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Cascade:
    """The first condition that holds says the level; `unknown` is asked before all of them."""

    name: str
    unknown: str
    conditions: tuple[tuple[str, str], ...]  # level, condition
    otherwise: str  # level where none holds

    @property
    def levels(self) -> tuple[str, ...]:
        return (*(level for level, _ in self.conditions), self.otherwise)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One database's words."""

    name: str  # as Splink has it
    overlap: str  # do two lists have an element in common
    contains: str  # is this an element of the list
    contains_all: str  # are all elements of {few} in {many}
    jaro_winkler: str
    transpositions: str  # Damerau and Levenshtein's distance; up to 1 it is the OSA distance
    intersection: str  # the elements that two lists have in common
    listed: str  # a list of one value
    each: str  # a row for every element of a list
    hamming: str  # in how many places do two strings of one length differ
    any_pair: str  # does {condition} hold for an x of the one list and a y of the other

    def share(self, column: str, other: str | None = None) -> str:
        """Return the condition that the left `column` and the right `other` list overlap."""
        return f"{self.overlap}({column}_l, {other or column}_r)"

    def covers(self, column: str, many: str, few: str) -> str:
        """Return the condition that the list of one side ("l", "r") holds all of the other's."""
        return self.contains_all.format(many=f"{column}_{many}", few=f"{column}_{few}")

    def has(self, values: str, value: str) -> str:
        return f"{self.contains}({values}, {value})"

    def is_close(self, one: str, other: str, least: float) -> str:
        return f"{self.jaro_winkler}({one}, {other}) >= {least}"

    def is_one_edit(self, one: str, other: str) -> str:
        """Most pairs are told apart by their lengths or by two glances, before it is worked out."""
        edits = f"{self.transpositions}({one}, {other}) <= 1"
        return (
            f"(CASE length({one}) - length({other}) "
            f"WHEN 0 THEN {first_of(f'{self.hamming}({one}, {other}) <= 2', edits)} "
            f"WHEN 1 THEN {edits} WHEN -1 THEN {edits} ELSE false END)"
        )

    def any(self, only: str, several: str, condition: Callable[[str, str], str]) -> str:
        """Return the condition that `condition` holds for a pair of values of two records.

        `only` is the column of a record's only value, NULL where it has `several`, a list; lists
        are looked into where one side has them, since that takes ten times as long.
        """
        lists = self.any_pair.format(
            left=f"{several}_l", right=f"{several}_r", condition=condition("x", "y")
        )
        return _either(only, condition(f"{only}_l", f"{only}_r"), lists)

    def share_any(self, only: str, several: str) -> str:
        """Return the condition that two records have a value in common."""
        return _either(only, f"{only}_l = {only}_r", self.share(several))


def first_of(cheap: str, dear: str) -> str:
    """Return `cheap AND dear`, where the dear one is only worked out if the cheap one holds."""
    return f"(CASE WHEN {cheap} THEN {dear} ELSE false END)"


def _either(only: str, condition: str, lists: str) -> str:
    both = f"{only}_l IS NOT NULL AND {only}_r IS NOT NULL"
    return f"(CASE WHEN {both} THEN {condition} ELSE {lists} END)"


DUCKDB: Final = Dialect(
    name="duckdb",
    overlap="list_has_any",
    contains="list_contains",
    contains_all="list_has_all({many}, {few})",
    jaro_winkler="jaro_winkler_similarity",
    transpositions="damerau_levenshtein",
    intersection="list_intersect",
    listed="list_value",
    each="unnest",
    hamming="hamming",
    any_pair=(
        "list_bool_or(list_transform({left}, lambda x: "
        "list_bool_or(list_transform({right}, lambda y: {condition}))))"
    ),
)
SPARK: Final = Dialect(
    name="spark",
    overlap="arrays_overlap",
    contains="array_contains",
    contains_all="(size(array_except({few}, {many})) = 0)",
    jaro_winkler="jaro_winkler",
    transpositions="damerau_levenshtein",
    intersection="array_intersect",
    listed="array",
    each="explode",
    hamming="levenshtein",  # never more than the other, of two strings of one length
    any_pair="exists({left}, x -> exists({right}, y -> {condition}))",
)
