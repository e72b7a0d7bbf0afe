"""How are names compared in SQL? Last names, first names, both turned round; then all together."""

from collections.abc import Iterable, Mapping
from typing import Final

from identity.comparisons.name_agreement import (
    AKIN,
    ALIKE,
    CLOSE,
    DIFFERS,
    DOUBTFUL,
    EQUAL,
    INITIAL,
    LEVELS,
    NEAR,
    ONE_NAME,
    SILENT,
    UNKNOWN,
)
from identity.comparisons.sql import UNKNOWN_PLACE, Cascade, Dialect, first_of

_AGREEMENTS: Final[Mapping[str, int]] = {
    "equal": EQUAL,
    "equal_together": EQUAL,
    "alike": ALIKE,
    "alike_by_sound": ALIKE,
    "akin": AKIN,
    "akin_to_second": AKIN,
    "initial": INITIAL,
    "differs": DIFFERS,
    "differs_from_initial": DIFFERS,
    "differs_plainly": DIFFERS,  # most do: found early, so that little else is asked of them
}


def name_parts_sql(to: Dialect) -> tuple[Cascade, ...]:
    return _last(to), _first(to), _swapped(to), _GENERATION


def name_sql(to: Dialect) -> Cascade:
    """Return conditions over the places of the parts' levels."""
    last, first, swapped, generation = name_parts_sql(to)

    def agree(pairs: Iterable[tuple[int, int]]) -> str:
        return " OR ".join(
            f"({_among(last, one)} AND {_among(first, other)})" for one, other in sorted(pairs)
        )

    certain = _by_level(pair for pair in LEVELS if pair[0] not in DOUBTFUL)
    doubtful = _by_level(pair for pair in LEVELS if pair[0] in DOUBTFUL)
    found = [(level, agree(pairs)) for level, pairs in certain.items()]
    found += [(level, _is(swapped, level)) for level, _ in swapped.conditions]
    found += [(level, agree(pairs)) for level, pairs in doubtful.items()]
    conditions: list[tuple[str, str]] = []
    for level, condition in found:
        if level in ONE_NAME:
            two = f"({condition}) AND {_is(generation, 'differs')}"
            conditions.append(("generations_conflict", two))
        conditions.append((level, condition))
    return Cascade(
        "name",
        unknown=f"({agree(SILENT)}) AND {_is(swapped, swapped.otherwise)}",
        conditions=tuple(conditions),
        otherwise="else",
    )


def _by_level(pairs: Iterable[tuple[int, int]]) -> dict[str, list[tuple[int, int]]]:
    levels: dict[str, list[tuple[int, int]]] = {}
    for pair in pairs:
        levels.setdefault(LEVELS[pair], []).append(pair)
    return levels


def _among(part: Cascade, agreement: int) -> str:
    """Return the condition that a part's level stands for an agreement."""
    if agreement == UNKNOWN:
        return f"{part.name} = {UNKNOWN_PLACE}"
    places = [
        str(place) for place, level in enumerate(part.levels) if _AGREEMENTS[level] == agreement
    ]
    return f"{part.name} IN ({', '.join(places)})" if places else "false"


def _is(part: Cascade, level: str) -> str:
    return f"{part.name} = {part.levels.index(level)}"


def _last(to: Dialect) -> Cascade:
    """A mask has a bit for each of several values: where no bit is common, no value is."""
    masks = "(family_mask_l & family_mask_r) <> 0"
    short = "(length(family_l) = 1 OR length(family_r) = 1)"
    no_vowels = "(family_lacks_vowels_l OR family_lacks_vowels_r)"
    known_middle = "middle_words_l IS NOT NULL OR middle_words_r IS NOT NULL"
    in_middle = [
        f"coalesce({to.share(one, other)}, false)"
        for one, other in (("long_parts", "middle_words"), ("middle_words", "long_parts"))
    ]
    return Cascade(
        "name_last",
        unknown="family_l IS NULL OR family_r IS NULL",
        conditions=(
            ("equal", "family_l = family_r AND length(family_l) > 1"),
            (
                "initial",
                f"{short} AND substr(family_l, 1, 1) = substr(family_r, 1, 1)",
            ),
            ("differs_from_initial", short),
            (
                "differs_plainly",
                first_of(
                    "(family_mask_l & family_mask_r) = 0 "
                    "AND surname_l IS NOT NULL AND surname_r IS NOT NULL "
                    "AND middle_words_l IS NULL AND middle_words_r IS NULL",
                    f"NOT {to.is_close('surname_l', 'surname_r', NEAR)}",
                ),
            ),
            ("equal_together", first_of(masks, to.share("family_wholes"))),
            (
                "alike_by_sound",
                first_of(
                    masks,
                    f"{to.share('family_spellings')} OR "
                    f"{first_of(no_vowels, to.share('family_skeletons'))}",
                ),
            ),
            ("alike", _are_surnames_close(to, CLOSE)),
            (
                "akin",
                f"{first_of(masks, to.share('family_roots'))} OR {_are_surnames_close(to, NEAR)} "
                f"OR {first_of(known_middle, ' OR '.join(in_middle))}",
            ),
        ),
        otherwise="differs",
    )


def _are_surnames_close(to: Dialect, least: float) -> str:
    """`surname` is the one part of a family name, NULL for a double one."""
    return to.any("surname", "family_parts", lambda x, y: to.is_close(x, y, least))


def _first(to: Dialect) -> Cascade:
    short = "(length(given_l) = 1 OR length(given_r) = 1)"
    second = (to.has("middle_words_r", "given_l"), to.has("middle_words_l", "given_r"))
    long_second = f"(length(given_l) > 1 AND {second[0]}) OR (length(given_r) > 1 AND {second[1]})"
    initial = (
        "CASE WHEN length(given_l) > 1 THEN instr(given_initials_l, given_r) > 0 "
        "ELSE instr(given_initials_r, given_l) > 0 END"
    )
    roots = first_of("(given_mask_l & given_mask_r) <> 0", to.share("given_roots"))
    known_middle = "middle_words_l IS NOT NULL OR middle_words_r IS NOT NULL"
    one_sound = (
        "given_spelling_l = given_spelling_r OR ((given_lacks_vowels_l OR given_lacks_vowels_r) "
        "AND given_skeleton_l = given_skeleton_r)"
    )
    two_names = (
        "given_is_known_l AND given_is_known_r AND "
        "(given_is_womans_l <> given_is_womans_r OR given_sound_l <> given_sound_r)"
    )
    return Cascade(
        "name_first",
        unknown="given_l IS NULL OR given_r IS NULL",
        conditions=(
            ("akin_to_second", first_of(short, long_second)),
            ("initial", first_of(short, initial)),
            ("differs_from_initial", short),
            ("equal", "given_l = given_r"),
            ("akin", f"{roots} OR {first_of(known_middle, f'{second[0]} OR {second[1]}')}"),
            (
                "equal_together",
                "given_letters_l = given_r OR given_letters_r = given_l "
                "OR given_letters_l = given_letters_r",
            ),
            (
                "alike",
                f"({to.is_close('given_l', 'given_r', CLOSE)} OR {one_sound}) "
                f"AND NOT ({two_names})",
            ),
        ),
        otherwise="differs",
    )


def _swapped(to: Dialect) -> Cascade:
    """What names are whose parts stand the other way round, or in one field only."""
    word = [
        f"(family_{one} IS NULL AND length(given_{one}) > 1 AND "
        f"coalesce(given_{one} <> given_{other}, true) "
        f"AND {to.has(f'family_parts_{other}', f'given_{one}')})"
        for one, other in ("lr", "rl")
    ]
    is_short = [
        f"least(length(given_letters_{one}), length(family_letters_{one})) < 2" for one in "lr"
    ]
    last_initial = _turned_initial(is_short[1], "given_letters", "family_letters")
    first_initial = _turned_initial(is_short[1], "family_letters", "given_letters")
    any_short = f"{is_short[0]} OR {is_short[1]}"
    whole = f"NOT ({any_short})"
    turned = [
        f"(given_{one} = family_letters_{other} OR given_letters_{one} = family_letters_{other})"
        for one, other in ("lr", "rl")
    ]
    close = [
        to.is_close(f"given_letters_{one}", f"family_letters_{other}", CLOSE)
        for one, other in ("lr", "rl")
    ]
    return Cascade(
        "name_swapped",
        unknown="false",
        conditions=(
            (
                "last_equal_first_unknown",
                first_of("family_l IS NULL OR family_r IS NULL", " OR ".join(word)),
            ),
            ("full_equal", f"{whole} AND {turned[0]} AND {turned[1]}"),
            ("swapped_close", first_of(whole, first_of(*close))),
            (
                "first_equal_last_initial",
                first_of(any_short, last_initial),
            ),
            (
                "last_equal_initial",
                first_of(any_short, first_initial),
            ),
        ),
        otherwise="not_swapped",
    )


def _turned_initial(is_right_short: str, initial: str, full: str) -> str:
    """Return the condition for "R Venkatesh" and "Venkatesh Raman": `initial` is of one letter."""
    sides = [
        f"(length({initial}_{one}) = 1 AND {full}_{one} = {initial}_{other} "
        f"AND {initial}_{one} = substr({full}_{other}, 1, 1))"
        for one, other in ("rl", "lr")
    ]
    return f"CASE WHEN {is_right_short} THEN {sides[0]} ELSE {sides[1]} END"


_GENERATION: Final = Cascade(
    "name_generation",
    unknown="generation_l IS NULL OR generation_r IS NULL",
    conditions=(("same", "generation_l = generation_r"),),
    otherwise="differs",
)
