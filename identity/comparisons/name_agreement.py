"""How may two names agree, and what do last and first names make together?"""

from typing import Final

from identity.comparisons.sql import HAIR

CLOSE: Final = 0.88 - HAIR  # Jaro-Winkler per part: a slip of the pen
NEAR: Final = 0.80 - HAIR  # a last name that may still be the same beside an agreeing first name

# How the last names agree, and how the first names do: of these a nickname is akin.
DIFFERS, AKIN, ALIKE, EQUAL, INITIAL, UNKNOWN = range(6)

# Levels by (last, first). What is missing here differs, or may be the other way round.
LEVELS: Final = {
    (EQUAL, EQUAL): "full_equal",
    (EQUAL, AKIN): "nickname_last_equal",
    (EQUAL, ALIKE): "both_close",
    (ALIKE, EQUAL): "both_close",
    (ALIKE, ALIKE): "both_close",
    (EQUAL, INITIAL): "last_equal_initial",
    (ALIKE, AKIN): "nickname_last_close",
    (AKIN, EQUAL): "nickname_last_close",
    (AKIN, AKIN): "nickname_last_close",
    (EQUAL, UNKNOWN): "last_equal_first_unknown",
    (ALIKE, UNKNOWN): "last_close_first_unknown",
    (ALIKE, INITIAL): "last_close_first_unknown",
    (EQUAL, DIFFERS): "last_equal_first_conflicts",
    (INITIAL, EQUAL): "first_equal_last_initial",
    (INITIAL, AKIN): "first_equal_last_initial",
    (INITIAL, ALIKE): "first_equal_last_initial",
    (INITIAL, INITIAL): "initials",
    (UNKNOWN, EQUAL): "first_equal_last_unknown",
    (UNKNOWN, AKIN): "first_equal_last_unknown",
    (UNKNOWN, ALIKE): "first_equal_last_unknown",
    (AKIN, ALIKE): "first_agrees_last_differs",
    (DIFFERS, EQUAL): "first_agrees_last_differs",
    (DIFFERS, AKIN): "first_agrees_last_differs",
    (DIFFERS, ALIKE): "first_agrees_last_differs",
    (DIFFERS, UNKNOWN): "last_differs_first_unknown",
    (AKIN, UNKNOWN): "last_differs_first_unknown",
    (DIFFERS, INITIAL): "last_differs_first_unknown",
    (AKIN, INITIAL): "last_differs_first_unknown",
}
# Last names that may stand in the other field.
DOUBTFUL: Final = frozenset({DIFFERS, AKIN, UNKNOWN})
# What says nothing.
SILENT: Final = frozenset({(UNKNOWN, UNKNOWN), (UNKNOWN, INITIAL), (INITIAL, UNKNOWN)})
# Levels that father and son with one name reach.
ONE_NAME: Final = frozenset(
    {
        "full_equal",
        "nickname_last_equal",
        "both_close",
        "swapped_close",
        "last_equal_initial",
        "nickname_last_close",
    }
)
