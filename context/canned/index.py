"""Has a reply been sent to others before? An index that replies join one by one.

    index = CannedIndex()
    index.add(Reply("r1", customer="ana", text="@ana Please DM us your order number. ^JB"))
    index.judge(Reply("r2", customer="ben", text="@ben Please DM us your order no. ^KM")).canned

In a store, in place of this index in memory: keep with each outgoing interaction its plain text,
`plain_text(sentences_of(text))`, and of that the `signature_of`: eight integers, indexed, or as
ASCII by `dump_signature`. A new reply is judged with one read of the interactions that hold one of
its keys (those with most of them first, LIMIT 50): each becomes a `Template` of its plain text with
its customer and id, then `likeness` compares and `judge` decides.
"""

from dataclasses import dataclass

from context.canned.lookalikes import Templates
from context.canned.reading import read_reply
from context.canned.verdict import Verdict, evidence_of, judge
from context.canned.words import plain_text, sentences_of


@dataclass(frozen=True, slots=True)
class Reply:
    """What we wrote to a customer. `question` is what it answers, where that is known."""

    id: str
    customer: str
    text: str
    question: str = ""


class CannedIndex:
    """Replies to many customers, in memory."""

    def __init__(self) -> None:
        self._templates = Templates()

    def add(self, reply: Reply) -> None:
        """Take a reply in; the same one again changes nothing."""
        text = plain_text(sentences_of(reply.text))
        if text:
            self._templates.add(reply.id, reply.customer, text)

    def judge(self, reply: Reply) -> Verdict:
        """Judge a reply by what it says and by those to other customers; it need not be in."""
        reading = read_reply(reply.text)
        likeness = self._templates.find(reply.customer, reading.text)
        return judge(reading, likeness, reply.question)

    def evidence(self, reply: Reply) -> dict[str, float]:
        """Return what speaks for and against, as numbers, for whoever learns their weights."""
        reading = read_reply(reply.text)
        likeness = self._templates.find(reply.customer, reading.text)
        return evidence_of(reading, likeness, reply.question)
