"""After records came in: their context is derived, with a bar."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from tqdm import tqdm

from context.errors import RuleFileError
from context.ingest import RecordSink
from identity.setup import Identity
from tellonce.cli.import_files import say
from tellonce.handover import running_server
from tellonce.session import keeper_of, open_deployment, open_sink, read_rules


@asynccontextmanager
async def deriving_sink(environ: Mapping[str, str]) -> AsyncIterator[RecordSink]:
    """Yield where records go; at the end, what follows from them is derived."""
    async with open_sink(environ) as sink:
        yield sink
        async with open_deployment(environ) as identity:
            await derive_the_rest(identity, environ)


async def derive_the_rest(identity: Identity, environ: Mapping[str, str]) -> None:
    """Take into account what has come in, unless a running server does so.

    Rules that cannot be read are named, and the rest is left to whoever can read them.
    """
    if await running_server(identity.graph) is not None:
        return
    try:
        keeper = keeper_of(read_rules(environ)(identity))
    except RuleFileError as error:
        say(f"What follows from the records is not derived yet: {error}")
        return
    with customer_bar() as progress:
        await keeper.catch_up(progress=progress)


@contextmanager
def customer_bar() -> Iterator[Callable[[int], None]]:
    """Yield what moves a bar on by so many customers; silent unless on a terminal."""
    with tqdm(
        desc="context", unit=" customers", disable=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def progress(customers: int) -> None:
            bar.update(customers)

        yield progress
