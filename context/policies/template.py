"""What does a text say about one subject? Facts only, filled into what a file says."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from context.policies.fact import Fact, Known, like, told


class WrongTemplateError(ValueError):
    """A text with a placeholder that is none; `found` and `expected` say which and what else."""

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"found {found}, expected {expected}")


@dataclass(frozen=True, slots=True)
class Wording:
    """One text: what stands there, and the fact behind each piece, if there is one."""

    pieces: tuple[tuple[str, Fact | None], ...]

    def filled(self, known: Known) -> str | None:
        """Return the text, or None when a fact is not on file: a count of none tells nothing."""
        text = []
        for literal, fact in self.pieces:
            text.append(literal)
            if fact is not None:
                value = known[fact]
                if value is None or (value == 0 and not isinstance(value, bool)):
                    return None
                text.append(told(fact, value))
        return "".join(text)


@dataclass(frozen=True, slots=True)
class Template:
    """One text or several; the first counts for which all facts are on file."""

    source: tuple[str, ...]
    wordings: tuple[Wording, ...]

    def filled(self, known: Known) -> str | None:
        told = (one.filled(known) for one in self.wordings)
        return next((text for text in told if text is not None), None)


def read_template(texts: Sequence[str], facts: Mapping[str, Fact]) -> Template:
    """Return the template of these alternatives. Raises WrongTemplateError."""
    return Template(tuple(texts), tuple(_wording(one, facts) for one in texts))


def _wording(text: str, facts: Mapping[str, Fact]) -> Wording:
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        raise WrongTemplateError(f"{text!r} ({error})", "{{ and }} for braces themselves") from None
    return Wording(
        tuple(
            (literal, _fact(name, form, conversion, facts))
            for literal, name, form, conversion in parsed
        )
    )


def _fact(
    name: str | None, form: str | None, conversion: str | None, facts: Mapping[str, Fact]
) -> Fact | None:
    if name is None:
        return None
    if form or conversion or name not in facts:
        raise WrongTemplateError(
            f"the placeholder {{{name}{'!' if conversion else ''}{conversion or ''}"
            f"{':' if form else ''}{form or ''}}}",
            like(name, facts),
        )
    return facts[name]
