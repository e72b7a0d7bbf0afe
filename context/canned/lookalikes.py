"""Which replies to other customers does a reply look like, and how many of them had it?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz, process

from context.canned.signature import signature_of

NEAR: Final = 85.0  # per cent of `ratio`: from here on two texts are fillings of one template
LEAST: Final = 60.0  # per cent: what is less alike is not looked at
BLOCK: Final = 48  # texts under one key; a commoner pair of words tells nothing by itself
CUSTOMERS: Final = 16  # remembered of one text; more of them change no verdict
MOST_NEAR: Final = 24  # texts whose customers are counted


@dataclass(slots=True)
class Template:
    """A text after names and numbers were taken out, and who had it first."""

    text: str
    customers: dict[str, str] = field(default_factory=dict)  # customer → id of the reply

    def add(self, reply_id: str, customer: str) -> None:
        if len(self.customers) < CUSTOMERS:
            self.customers.setdefault(customer, reply_id)

    def others(self, customer: str) -> list[str]:
        """Return ids of replies with this text to other customers, the first one first."""
        return [one for held, one in self.customers.items() if held != customer]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a reply to a customer looks like. `similarity` is 0 to 1, of `like`."""

    like: str | None = None
    similarity: float = 0.0
    copies: int = 0  # other customers, at most, who had nearly the same
    text: str = ""  # the words of `like`


class Templates:
    """Texts by the keys of their signatures."""

    def __init__(self) -> None:
        self._by_text: dict[str, Template] = {}
        self._blocks: dict[int, list[Template]] = {}

    def __len__(self) -> int:
        return len(self._by_text)

    def add(self, reply_id: str, customer: str, text: str) -> None:
        """Take in a reply by its plain words."""
        template = self._by_text.get(text)
        if template is None:
            template = self._by_text[text] = Template(text)
            for key in signature_of(text):
                block = self._blocks.setdefault(key, [])
                if len(block) < BLOCK:
                    block.append(template)
        template.add(reply_id, customer)

    def find(self, customer: str, text: str) -> Likeness:
        """Return what the reply to this customer looks like, among those to others."""
        found = {one.text: one for key in signature_of(text) for one in self._blocks.get(key, ())}
        same = self._by_text.get(text)
        if same is not None:
            found[text] = same
        return likeness(customer, text, found.values())


def likeness(customer: str, text: str, templates: Iterable[Template]) -> Likeness:
    """Return which of the templates the text is most like, and how many others had such a one."""
    others = {one.text: ids for one in templates if (ids := one.others(customer))}
    near = process.extract(
        text, list(others), scorer=fuzz.ratio, score_cutoff=LEAST, limit=MOST_NEAR
    )
    if not near:
        return Likeness()
    best, percent, _ = near[0]
    copies = sum(len(others[one]) for one, alike, _ in near if alike >= NEAR)
    return Likeness(others[best][0], percent / 100, copies, best)
