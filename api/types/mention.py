"""What customers say of us in public, and what a response team does about it."""

from collections.abc import Awaitable, Sequence
from typing import Annotated, Any, Final, cast

import strawberry
from graphql import GraphQLError

from api.audit import Look
from api.fields import After, First, Info, mutation_field, root_field
from api.keys import Role
from api.types.connection import USUAL_PAGE, Connection, Edge, PageInfo, page_size
from api.types.decision import Refused
from api.types.lookup import LONGEST_TEXT, read_text
from api.types.pop import LoopStep
from api.types.scalars import Instant
from api.types.social import Author, HelpfulAnswer
from context.mentions import model, view
from context.mentions.handling import Doing
from identity.errors import RefusedError

SUPERVISORS: Final = frozenset({Role.SUPERVISOR, Role.ADMIN})  # may take over what others claimed

strawberry.enum(
    model.Status,
    name="MentionStatus",
    description=(
        "How a mention stands. OPEN: nobody has taken it. CLAIMED: one person is at it. ANSWERED: "
        "in public. PRIVATE: it goes on where nobody reads along. CLOSED: nothing is left to do. "
        "LAPSED: it is so old that an answer would be odd."
    ),
)
strawberry.enum(
    model.Tone,
    name="Tone",
    description="Whether a post praises, blames, or neither, by its words.",
)
strawberry.enum(
    model.Kind,
    name="VocabularyKind",
    description="What a name of the vocabulary stands for.",
)


@strawberry.type(description="A name of the vocabulary that a post holds.")
class MentionFound:
    kind: model.Kind = strawberry.field(description="Whose name it is.")
    name: str = strawberry.field(description="As the vocabulary has it.")
    how: str = strawberry.field(
        description="name, misspelling, hashtag, handle, site; network or review where those say "
        "that we are meant."
    )
    written: str = strawberry.field(description="As it stands in the post.")


@strawberry.type(description="A photo or the like, by reference.")
class Media:
    url: str = strawberry.field(description="Where it is.")
    kind: str | None = strawberry.field(description="photo, video…")
    text: str | None = strawberry.field(description="What it shows, as its source says.")


async def _helpful(root: Any, info: Info) -> list[HelpfulAnswer]:
    """Return who helped in a mention's thread: read only where it is asked for."""
    found = await info.context.answers.helpful_answers(root.id)
    info.context.looks.append(Look("search", tuple(one.customer.id for one in found)))
    return cast("list[HelpfulAnswer]", list(found))  # attributes are the fields


@strawberry.type(description="A post that speaks of us, tagged or not.")
class Mention:
    id: strawberry.ID = strawberry.field(description="For `claimMention` and the others.")
    source: str = strawberry.field(description="The system that it came from.")
    interaction_id: strawberry.ID = strawberry.field(description="The post's number there.")
    channel: str = strawberry.field(description="social, review, email…")
    kind: str = strawberry.field(description="What the channel calls it.")
    at_ms: Instant = strawberry.field(name="at", description="When it was posted.")
    text: str | None = strawberry.field(description="What was said.")
    reach: int | None = strawberry.field(description="How many may have read it.")
    rating: str | None = strawberry.field(description="Of a review: stars, from 0 to 5.")
    media: list[Media] = strawberry.field(description="Photos and the like that belong to it.")
    tagged: bool = strawberry.field(
        description="Whether it is addressed to us, and does not only name us."
    )
    found: list[MentionFound] = strawberry.field(description="By what it speaks of us.")
    competitors: list[str] = strawberry.field(description="Others that it names.")
    tone: model.Tone = strawberry.field(description="Whether it praises or blames.")
    tone_score: float = strawberry.field(description="From -1, blame, to 1, praise.")
    tone_words: list[str] = strawberry.field(description="The words that decided it.")
    points: int = strawberry.field(description="How urgent: reach × who it is × what is open.")
    why: str = strawberry.field(description="What the points are made of.")
    status: model.Status = strawberry.field(description="How it stands.")
    due_ms: Instant = strawberry.field(name="due", description="By when it is to be answered.")
    overdue: bool = strawberry.field(description="It waits still, and its time is over.")
    clock: str = strawberry.field(description="`31 minutes left`, `overdue for 2 hours`.")
    claimed_by: str | None = strawberry.field(description="Who is at it, or was.")
    claimed_at_ms: Instant | None = strawberry.field(name="claimedAt", description="Since when.")
    answered_by: str | None = strawberry.field(description="Who answered first.")
    answered_at_ms: Instant | None = strawberry.field(name="answeredAt", description="When.")
    answer_text: str | None = strawberry.field(
        description="What is to be posted, where it was answered here."
    )
    private_by: str | None = strawberry.field(description="Who moved it to private.")
    private_at_ms: Instant | None = strawberry.field(name="privateAt", description="When.")
    closed_by: str | None = strawberry.field(description="Who closed it.")
    closed_at_ms: Instant | None = strawberry.field(name="closedAt", description="When.")
    closed_why: str | None = strawberry.field(description="Why.")
    customer: Author | None = strawberry.field(
        description="Who posted: a customer, perhaps one with a public profile and nothing else."
    )
    loop: list[LoopStep] = strawberry.field(
        description="How far the matter has come that it is part of, with the reach of complaint "
        "and thanks."
    )

    helpful: list[HelpfulAnswer] = strawberry.field(
        resolver=_helpful, description="Answers of other customers in its thread that were of help."
    )


@strawberry.type(description="One customer in several public places within a day.")
class Firestorm:
    id: strawberry.ID = strawberry.field(description="Names the firestorm.")
    customer: Author = strawberry.field(description="Who it is.")
    since_ms: Instant = strawberry.field(name="since", description="The first post.")
    warned_ms: Instant = strawberry.field(
        name="warnedAt", description="The post in the second place, which made it one."
    )
    last_ms: Instant = strawberry.field(name="lastAt", description="The last post.")
    places: list[str] = strawberry.field(
        description="Where, in the order in which they were reached: x, reviews, `email news`…"
    )
    reach: int = strawberry.field(description="How many may have read all of it together.")
    owns: list[str] = strawberry.field(description="What the customer owns and has ordered.")
    tried: list[str] = strawberry.field(
        description="What the customer had tried that came to nothing, oldest first, in words."
    )


@strawberry.type(description="A mention has changed.")
class MentionChanged:
    mention: Mention = strawberry.field(description="As it stands now.")


ClaimMentionResult = Annotated[
    MentionChanged | Refused,
    strawberry.union("ClaimMentionResult", description="What claiming did."),
]
ReleaseMentionResult = Annotated[
    MentionChanged | Refused,
    strawberry.union("ReleaseMentionResult", description="What giving back did."),
]
AnswerMentionResult = Annotated[
    MentionChanged | Refused,
    strawberry.union("AnswerMentionResult", description="What answering did."),
]
MoveMentionToPrivateResult = Annotated[
    MentionChanged | Refused,
    strawberry.union("MoveMentionToPrivateResult", description="What moving did."),
]
CloseMentionResult = Annotated[
    MentionChanged | Refused,
    strawberry.union("CloseMentionResult", description="What closing did."),
]
OfMention = Annotated[strawberry.ID, strawberry.argument(description="Of a mention.")]
By = Annotated[
    str | None,
    strawberry.argument(
        description="The agent who does it; without it, the key's name. Where several agents share "
        "a key, it keeps them apart."
    ),
]


@strawberry.type
class MentionQueries:
    @root_field(
        description="What customers say of us in public, the most urgent first. What is dealt "
        "with is shown for a week."
    )
    async def mentions(
        self,
        info: Info,
        status: Annotated[
            list[model.Status] | None,
            strawberry.argument(description="Any of these; without it, what waits."),
        ] = None,
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[Mention]:
        place, wanted = _place(after), page_size(first)
        found = await info.context.answers.mentions(
            status or model.WAITING, first=wanted + 1, after=place, now=info.context.now
        )
        shown = [one.customer.id for one in found[:wanted] if one.customer]
        info.context.looks.append(Look("search", tuple(dict.fromkeys(shown))))
        return _page(found, [one.cursor for one in found], wanted, after)

    @root_field(description="One mention, with what others answered.", graphql_type=Mention | None)
    async def mention(self, info: Info, id: OfMention) -> view.Mention | None:
        found = await info.context.answers.mention(read_text("id", id) or "", now=info.context.now)
        shown = (found.customer.id,) if found and found.customer else ()
        info.context.looks.append(Look("search", shown))
        return found

    @root_field(
        description="Customers who turned up in several public places within a day, newest first."
    )
    async def firestorms(
        self, info: Info, first: First = USUAL_PAGE, after: After = None
    ) -> Connection[Firestorm]:
        place, wanted = _place(after), page_size(first)
        found = await info.context.answers.firestorms(first=wanted + 1, after=place)
        info.context.looks.append(Look("search", tuple(one.customer.id for one in found[:wanted])))
        return _page(found, [f"{one.last_ms}:{one.id}" for one in found], wanted, after)


@strawberry.type
class MentionMutations:
    @mutation_field(description="Take a mention, so that nobody else answers it as well.")
    async def claim_mention(self, info: Info, id: OfMention, by: By = None) -> ClaimMentionResult:
        return await _changed(info.context.answers.claim_mention(_id(id), _doing(info, by)))

    @mutation_field(description="Give a mention back, for somebody else to take.")
    async def release_mention(
        self, info: Info, id: OfMention, by: By = None
    ) -> ReleaseMentionResult:
        return await _changed(info.context.answers.release_mention(_id(id), _doing(info, by)))

    @mutation_field(description="Answer a mention; a connector posts the text.")
    async def answer_mention(
        self,
        info: Info,
        id: OfMention,
        text: Annotated[str, strawberry.argument(description="What is to be posted.")],
        by: By = None,
    ) -> AnswerMentionResult:
        said = read_text("text", text, longest=LONGEST_TEXT)
        if said is None:
            raise GraphQLError("`text` is blank: an answer says something.")
        doing = _doing(info, by)
        return await _changed(info.context.answers.answer_mention(_id(id), said, doing))

    @mutation_field(description="A mention goes on where nobody reads along.")
    async def move_mention_to_private(
        self, info: Info, id: OfMention, by: By = None
    ) -> MoveMentionToPrivateResult:
        doing = _doing(info, by)
        return await _changed(info.context.answers.move_mention_to_private(_id(id), doing))

    @mutation_field(description="Nothing is left to do about a mention.")
    async def close_mention(
        self,
        info: Info,
        id: OfMention,
        why: Annotated[str | None, strawberry.argument(description="Why.")] = None,
        by: By = None,
    ) -> CloseMentionResult:
        said = read_text("why", why, longest=LONGEST_TEXT)
        return await _changed(info.context.answers.close_mention(_id(id), said, _doing(info, by)))


async def _changed(change: Awaitable[view.Mention]) -> MentionChanged | Refused:
    try:
        return MentionChanged(mention=cast("Mention", await change))  # attributes are the fields
    except RefusedError as error:
        return Refused.of(error)


def _doing(info: Info, by: str | None) -> Doing:
    caller = info.context.caller
    named = read_text("by", by)
    is_anybodys = caller.role in SUPERVISORS
    return Doing(named or caller.name, round(info.context.now.timestamp() * 1000), is_anybodys)


def _id(id: str) -> str:
    return read_text("id", id) or ""


def _place(after: str | None) -> tuple[int, str] | None:
    """Return behind which number and id a page goes on. GraphQLError for no cursor of ours."""
    if (said := read_text("after", after)) is None:
        return None
    number, _, id = said.partition(":")
    if not number.isascii() or not number.isdigit() or len(number) > 15 or not id:
        raise GraphQLError("`after` is the end cursor of the page before.")
    return int(number), id


def _page(
    found: Sequence[Any], cursors: Sequence[str], first: int, after: str | None
) -> Connection[Any]:
    edges = [
        Edge(cursor=cursor, node=entry)
        for cursor, entry in zip(cursors[:first], found[:first], strict=True)
    ]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(found) > first,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
