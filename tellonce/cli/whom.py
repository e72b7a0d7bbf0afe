"""Which customer a command speaks of: an id, or something that only one customer holds."""

import argparse
from dataclasses import dataclass

from context.pop import Desk, Lookup, clues_of
from graph.queries.pop import customers_by_identifiers
from identity.batch import identifier_key
from tellonce.cli.pop import network_handle
from tellonce.errors import SeveralCustomersError, UnreadableIdentifierError

OPTIONS = ("phone", "email", "handle", "order")


@dataclass(frozen=True, slots=True)
class Whom:
    """A customer id, if there is one, and what an earlier erasure may have left behind of it."""

    customer_id: str | None
    keys: tuple[str, ...]


def add_whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "customer", nargs="?", metavar="CUSTOMER", help="a customer id, also one that was merged"
    )
    known = parser.add_argument_group("instead of the id, what only this customer holds")
    known.add_argument("--phone")
    known.add_argument("--email")
    known.add_argument(
        "--handle", type=network_handle, metavar="NETWORK:HANDLE", help="e.g. x:@ana_l"
    )
    known.add_argument("--order", metavar="NUMBER")


def names_whom(args: argparse.Namespace) -> bool:
    return bool(args.customer or any(getattr(args, one) for one in OPTIONS))


def names_twice(args: argparse.Namespace) -> bool:
    return bool(args.customer and any(getattr(args, one) for one in OPTIONS))


async def find_whom(desk: Desk, args: argparse.Namespace) -> Whom:
    """Return whom `args` name. Raises SeveralCustomersError or UnreadableIdentifierError."""
    if args.customer:
        return Whom(args.customer, (args.customer,))
    lookup = Lookup(phone=args.phone, email=args.email, handle=args.handle, order_number=args.order)
    clues, _ = clues_of(lookup, desk.identity)
    keys = tuple(identifier_key(one, desk.identity.keys) for one in sorted(clues.identifiers))
    if not keys:
        raise UnreadableIdentifierError
    found = await customers_by_identifiers(desk.identity.graph, keys)
    if len(found) > 1:
        raise SeveralCustomersError([one.id for one in found])
    return Whom(found[0].id if found else None, keys)
