"""Which decisions stand again, and which no more, when one is undone that may itself be an undoing.

Of a chain of undoings every second one stands. What a decision marked as undone is undone while it
stands; what it said of pairs counts while it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.access import Graph, Row
from graph.queries.decisions import read_decision
from graph.queries.judgements import withdrawn_by
from identity.draft import Draft
from identity.judgement import JudgedAs, Judgement


@dataclass(frozen=True, slots=True)
class Link:
    """A decision of the chain; `withdrew` is what it made others say no more."""

    id: str
    undoes: tuple[str, ...]
    withdrew: tuple[Judgement, ...]


async def read_chain(graph: Graph, row: Row) -> list[Link]:
    """Return this decision, the one that it undid, the one that that undid, and so on."""
    chain: list[Link] = []
    following: Row | None = row
    while following is not None:
        said = tuple(map(_judgement, await withdrawn_by(graph, following["id"])))
        chain.append(Link(following["id"], tuple(following["undoes"] or ()), said))
        before = following["reverses"]
        following = await read_decision(graph, before) if before else None
    return chain


def undo_first(draft: Draft, chain: Sequence[Link]) -> None:
    """Let the first of the chain stand no more, and every second one of the others again."""
    undoer, stands = draft.id, False
    for link in chain:
        draft.undone |= dict.fromkeys(link.undoes, link.id if stands else None)
        if not stands:
            draft.withdrawn[link.id] = undoer
            draft.resolution.judgements.withdraw(link.id)
            _reinstate(draft, link)
        undoer, stands = link.id, not stands


def _reinstate(draft: Draft, link: Link) -> None:
    """Let count again what a decision withdrew, and settle the tasks of these pairs."""
    if link.withdrew:
        draft.reinstated.append(link.id)
    for said in link.withdrew:
        draft.resolution.judgements.know(said)
        draft.settles.append(({said.left}, {said.right}, said.verdict))


def _judgement(row: Row) -> Judgement:
    return Judgement(
        row["left_key"],
        row["right_key"],
        JudgedAs(row["verdict"]),
        row["evidence"],
        row["decision"],
    )
