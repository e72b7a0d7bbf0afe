"""One exchange on one channel, as clients see it."""

import strawberry

from api.types.scalars import Instant


@strawberry.type(description="One exchange on one channel: a call, a post, a message, a visit.")
class Interaction:
    id: strawberry.ID = strawberry.field(description="Its key in the graph.")
    source: str = strawberry.field(description="The system that reported it.")
    channel: str = strawberry.field(
        description="social, dm, voice, chat, email, sms, web, counter or review."
    )
    kind: str = strawberry.field(description="What the channel calls it: mention, reply, call…")
    direction: str = strawberry.field(description="`in` from the customer, `out` from us.")
    started_at_ms: Instant = strawberry.field(name="startedAt", description="When it began.")
    ended_at_ms: Instant | None = strawberry.field(
        name="endedAt", description="When it ended; null while it goes on or where nobody says."
    )
    status: str | None = strawberry.field(
        description="For a call: ringing, queued, answered, abandoned, transferred or ended."
    )
    text: str | None = strawberry.field(description="What was said or written.")
    public: bool = strawberry.field(description="Whether anybody could read it.")
    reach: int | None = strawberry.field(description="How many people may have seen it.")
    queue: str | None = strawberry.field(description="The queue it waited in.")
    agent: str | None = strawberry.field(description="Who dealt with it on our side.")
    waited_seconds: int | None = strawberry.field(
        description="How long the customer waited live, on the line or in the queue."
    )
    transfers: int | None = strawberry.field(description="How often it was handed on.")
    answered_at_ms: Instant | None = strawberry.field(
        name="answeredAt",
        description="When our first answer to it was given; a standard reply is the last resort.",
    )
    answer_text: str | None = strawberry.field(description="What that answer said.")
    answer_canned: bool = strawberry.field(
        description="Whether that answer is a standard reply, which anybody could have got."
    )
    in_reply_to: strawberry.ID | None = strawberry.field(
        description="The interaction that this one answers."
    )
    canned: bool = strawberry.field(
        description="Whether this one of ours is a standard reply, which anybody could have got."
    )
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`, `case 7`.")
