"""The evidence in words that the person concerned would understand."""

from typing import Final

WORDS: Final[dict[tuple[str, str], str]] = {
    ("name", "full_equal"): "full name equal",
    ("name", "nickname_last_equal"): "nickname of the same first name, last name equal",
    ("name", "both_close"): "first and last name nearly equal",
    ("name", "swapped_close"): "first and last name swapped",
    ("name", "last_equal_initial"): "last name equal, initial fits",
    ("name", "nickname_last_close"): "nickname of the same first name, last name nearly equal",
    ("name", "first_equal_last_initial"): "first name equal, initial of the last name fits",
    ("name", "first_equal_last_unknown"): "first name equal, last name unknown",
    ("name", "last_equal_first_unknown"): "last name equal, first name unknown",
    ("name", "last_close_first_unknown"): "last name nearly equal, first name unknown",
    ("name", "last_equal_first_conflicts"): "last name equal, first name another",
    ("name", "first_agrees_last_differs"): "first name fits, last name another",
    ("name", "initials"): "initials fit",
    ("name", "last_differs_first_unknown"): "last name another, first name unknown",
    ("name", "else"): "another name",
    ("city", "exact"): "same city",
    ("city", "close"): "city nearly equal",
    ("city", "else"): "another city",
    ("phone", "exact"): "phone equal",
    ("phone", "one_edit"): "phone equal but for one digit",
    ("phone", "else"): "another phone",
    ("email", "exact"): "e-mail equal",
    ("email", "close"): "e-mail nearly equal",
    ("email", "same_local"): "e-mail equal up to the @",
    ("email", "else"): "another e-mail",
    ("handle", "exact"): "handle equal",
    ("handle", "confusable"): "handle looks alike and is not the same",
    ("handle", "close"): "handle nearly equal",
    ("handle", "else"): "another handle",
    ("number", "exact"): "order, case or account number equal",
    ("number", "else"): "another number",
    ("birth_date", "exact"): "birth date equal",
    ("birth_date", "almost"): "birth date equal but for one slip",
    ("birth_date", "same_month"): "born in the same month",
    ("birth_date", "same_year"): "born in the same year",
    ("birth_date", "else"): "another birth date",
    ("postcode", "exact"): "postcode equal",
    ("postcode", "one_edit"): "postcode equal but for one character",
    ("postcode", "same_area"): "same postcode area",
    ("postcode", "else"): "another postcode",
    ("address", "exact"): "address equal",
    ("address", "close"): "address nearly equal",
    ("address", "else"): "another address",
    ("occupation", "exact"): "occupation equal",
    ("occupation", "close"): "occupation nearly equal",
    ("occupation", "else"): "another occupation",
}


def words(comparison: str, level: str) -> str:
    """Return what a level of a comparison says, e.g. "last name equal, initial fits"."""
    return WORDS[comparison, level]
