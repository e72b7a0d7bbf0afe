"""What a client says about a contact."""

from typing import Final

import strawberry
from graphql import GraphQLError

from context.pop import Lookup

LONGEST_VALUE: Final = 500  # characters; the longest names and addresses stay far below
LONGEST_TEXT: Final = 20_000  # characters of a message


@strawberry.input(description="A name on a network.")
class HandleInput:
    network: str = strawberry.field(description="x, instagram, facebook…")
    handle: str = strawberry.field(description="With or without the `@`.")


@strawberry.input(description="What is known of a contact; any part may be missing.")
class LookupInput:
    channel: str | None = strawberry.field(
        default=None, description="Where the contact is now: voice, chat, social, email…"
    )
    phone: str | None = strawberry.field(default=None, description="In any notation.")
    email: str | None = strawberry.field(default=None, description="An e-mail address.")
    handle: HandleInput | None = strawberry.field(default=None, description="A network name.")
    order_number: str | None = strawberry.field(default=None, description="As it was given.")
    case_number: str | None = strawberry.field(default=None, description="As it was given.")
    account_number: str | None = strawberry.field(
        default=None, description="A customer, loyalty or contract number."
    )
    interaction: str | None = strawberry.field(
        default=None,
        description="An interaction that was recorded already, as `source:id`: `voice:4711`.",
    )
    name: str | None = strawberry.field(default=None, description="As it was said or written.")
    city: str | None = strawberry.field(default=None, description="As it was said or written.")
    text: str | None = strawberry.field(
        default=None, description="What the contact wrote; numbers in it are read."
    )

    def read(self) -> Lookup:
        """Return the look-up; blank means missing. GraphQLError for a value that is too long."""
        network = _value("handle.network", self.handle.network if self.handle else None)
        handle = _value("handle.handle", self.handle.handle if self.handle else None)
        return Lookup(
            channel=_value("channel", self.channel),
            phone=_value("phone", self.phone),
            email=_value("email", self.email),
            handle=(network, handle) if network and handle else None,
            order_number=_value("orderNumber", self.order_number),
            case_number=_value("caseNumber", self.case_number),
            account_number=_value("accountNumber", self.account_number),
            interaction=_value("interaction", self.interaction),
            name=_value("name", self.name),
            city=_value("city", self.city),
            text=_value("text", self.text, longest=LONGEST_TEXT),
        )


def read_text(name: str, text: str | None, *, longest: int = LONGEST_VALUE) -> str | None:
    """Return the text, None when blank. GraphQLError when it is too long or holds NUL."""
    if text is not None and "\0" in text:
        raise GraphQLError(f"`{name}` holds the character NUL.")
    if text is not None and len(text) > longest:
        raise GraphQLError(f"`{name}` is longer than {longest} characters.")
    return (text or "").strip() or None


def _value(name: str, value: str | None, *, longest: int = LONGEST_VALUE) -> str | None:
    return read_text(f"lookup.{name}", value, longest=longest)
