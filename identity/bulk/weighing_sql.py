"""What do the levels weigh, in SQL? The same sum as the scorer makes in Python, rarities included.

Splink finds the levels. It does not return them, but it does return what it weighs each comparison
with: so the settings here weigh a level with its place in the list, from 1 (what is unknown weighs
0), and the statement here reads the places and weighs them as the model says.
"""

# ruff: noqa: S608 - queries are put together from our own names; values never are part of one
from collections.abc import Collection, Iterator
from typing import Final

from identity.bulk.columns import IDENTIFIERS
from identity.comparisons import COMPARISONS
from identity.comparisons.comparison import Comparison, Rarity
from identity.comparisons.sql import UNKNOWN_PLACE, Cascade, Dialect
from identity.fellegi_sunter import Model, prior_bits
from identity.weigher import Level

RECORD: Final = "record"  # the column of a record's place in the file
_UNIT: Final = 2.0**-40  # u of every level; the logarithm of a power of two is exact

# Rarities of one side, over the columns of `rarity_columns`.
_FULL_NAME: Final = "(coalesce({side}.given_bits, 0.0) + coalesce({side}.family_bits, 0.0))"
_FAMILY: Final = "coalesce({side}.family_bits, {side}.word_bits, 0.0)"
_GIVEN: Final = "coalesce({side}.given_bits, 0.0)"
RARITIES: Final = ("given_bits", "word_bits", "family_bits", "city_bits")


def splink_settings(dialect: Dialect, asked: Collection[str]) -> dict[str, object]:
    """Return settings by which Splink finds the levels of pairs that were blocked already.

    `asked` are the comparisons, or parts of one, that some record has a value for.
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": RECORD,
        "probability_two_random_records_match": 0.5,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_splink_comparison(one) for one in cascades(dialect) if one.name in asked],
    }


def cascades(dialect: Dialect) -> Iterator[Cascade]:
    """Yield everything that is asked of a pair's columns: comparisons, or the parts of one."""
    for one in COMPARISONS:
        yield from one.parts(dialect) if one.parts else (one.sql(dialect),)


def _splink_comparison(cascade: Cascade) -> dict[str, object]:
    levels: list[dict[str, object]] = [
        {"sql_condition": cascade.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    conditions = [*(condition for _, condition in cascade.conditions), "ELSE"]
    levels += [
        {
            "sql_condition": condition,
            "label_for_charts": cascade.levels[place],
            "m_probability": _UNIT * 2.0 ** (place + 1),
            "u_probability": _UNIT,
        }
        for place, condition in enumerate(conditions)
    ]
    return {"output_column_name": cascade.name, "comparison_levels": levels}


def places_sql(dialect: Dialect, asked: Collection[str], predictions: str) -> str:
    """Return the query of every pair's levels, by their places: from 0, UNKNOWN_PLACE for none."""
    places = ", ".join(
        f"CAST({f'mw_{one.name}' if one.name in asked else 0} AS INTEGER) "
        f"+ ({UNKNOWN_PLACE}) AS {one.name}"
        for one in cascades(dialect)
    )
    return f"SELECT {RECORD}_l, {RECORD}_r, {places} FROM {predictions}"


def found_sql(
    dialect: Dialect, asked: Collection[str], columns: Collection[str], meeting: str
) -> str:
    """Return the same query over the pairs themselves, for a database that is asked directly.

    `columns` are those of the table `records`.
    """
    sides = ", ".join(f"l.{one} AS {one}_l, r.{one} AS {one}_r" for one in columns)
    places = ", ".join(
        _place_sql(one) if one.name in asked else f"{UNKNOWN_PLACE} AS {one.name}"
        for one in cascades(dialect)
    )
    return (
        f"SELECT {RECORD}_l, {RECORD}_r, {places} FROM (SELECT {sides} FROM {meeting} AS pair "
        f"JOIN records AS l ON l.{RECORD} = pair.join_key_l "
        f"JOIN records AS r ON r.{RECORD} = pair.join_key_r) AS sides"
    )


def _place_sql(cascade: Cascade) -> str:
    cases = " ".join(
        f"WHEN {condition} THEN {place}" for place, (_, condition) in enumerate(cascade.conditions)
    )
    return (
        f"CASE WHEN {cascade.unknown} THEN {UNKNOWN_PLACE} {cases} "
        f"ELSE {len(cascade.conditions)} END AS {cascade.name}"
    )


def sharing_sql(dialect: Dialect) -> str:
    """Return the query of how many customers hold the rarest identifier that a pair shares.

    A row a pair, for those that share one which several hold; a column a comparison.
    """
    shared = " UNION ALL ".join(
        f"SELECT '{name}' AS comparison, {RECORD}_l, {RECORD}_r, "
        f"{dialect.each}({dialect.intersection}(l.{column}, r.{column})) AS identifier "
        f"FROM places JOIN records AS l ON l.{RECORD} = {RECORD}_l "
        f"JOIN records AS r ON r.{RECORD} = {RECORD}_r "
        f"WHERE places.{name} = 0 AND l.{column}_shared AND r.{column}_shared"
        for name, column in IDENTIFIERS.items()
    )
    holders = ", ".join(
        f"min(CASE WHEN comparison = '{name}' THEN coalesce(customers, 1) END) AS {name}_holders"
        for name in IDENTIFIERS
    )
    return (
        f"SELECT {RECORD}_l AS one, {RECORD}_r AS other, {holders} FROM ({shared}) AS shared "
        f"LEFT JOIN holders ON holders.value = shared.identifier GROUP BY {RECORD}_l, {RECORD}_r"
    )


def weighed_sql(model: Model, dialect: Dialect, *, floor_bits: float, sharing: bool) -> str:
    """Return the query of the pairs that weigh at least the floor: left, right, weight."""
    comparisons = " + ".join(_comparison_sql(one, model, dialect, sharing) for one in COMPARISONS)
    prior = prior_bits(model.fewest_customers, model.fewest_customers) + model.prior_shift
    shared = f"LEFT JOIN sharing ON one = {RECORD}_l AND other = {RECORD}_r " if sharing else ""
    return (
        f"SELECT * FROM (SELECT {RECORD}_l, {RECORD}_r, {_double(prior)} + {comparisons} AS weight "
        f"FROM places JOIN rarities AS l ON l.{RECORD} = {RECORD}_l "
        f"JOIN rarities AS r ON r.{RECORD} = {RECORD}_r {shared}) AS weighed "
        f"WHERE weight >= {_double(floor_bits)}"
    )


def _comparison_sql(one: Comparison, model: Model, dialect: Dialect, sharing: bool) -> str:
    levels, rarities = model.levels[one.name], dict(one.rarities)
    cases = " ".join(
        f"WHEN {condition} THEN {_double(levels[level].weight)}"
        + _rarity_sql(rarities.get(level), one, levels[level], model, sharing)
        for level, condition in _level_conditions(one, one.sql(dialect))
    )
    return f"(CASE {cases} ELSE {_double(0)} END)"


def _level_conditions(one: Comparison, cascade: Cascade) -> Iterator[tuple[str, str]]:
    """Yield level and condition over places, to be asked in turn; what is unknown meets none."""
    if one.parts is None:
        for place, level in enumerate(cascade.levels):
            yield level, f"{one.name} = {place}"
        return
    known = f"NOT ({cascade.unknown})"
    for level, condition in cascade.conditions:
        yield level, f"{known} AND ({condition})"
    yield cascade.otherwise, known


def _rarity_sql(
    rarity: Rarity | None, one: Comparison, level: Level, model: Model, sharing: bool
) -> str:
    if rarity == "identifier":
        strangers = f"(coalesce({one.name}_holders, 1) - 1) / "
        chance = _double(model.fewest_customers * level.u)
        return f" - log2({_double(1)} + {strangers}{chance})" if sharing else ""
    if rarity == "name":
        return f" + least({_rarer(_FULL_NAME)}, {_double(model.frequencies.most_name_bits)})"
    if rarity == "city":
        return " + coalesce(l.city_bits, 0.0)"
    if rarity is None:
        return ""
    return f" + {_rarer(_FAMILY if rarity == 'family' else _GIVEN)}"


def _rarer(bits: str) -> str:
    """Of two values that agree without being equal the commoner counts."""
    return f"least({bits.format(side='l')}, {bits.format(side='r')})"


def _double(number: float) -> str:
    return f"CAST({number!r} AS DOUBLE)"
