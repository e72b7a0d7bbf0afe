"""Whether a source lets us read, by one small question."""

from connectors.asking import Asking, Patience
from connectors.errors import AccessRefusedError, PageGoneError
from connectors.pull import Pull


async def check_access(source: str, pull: Pull, values: dict[str, str]) -> None:
    """Return when the source answers. Raises AccessRefusedError or SourceAwayError."""

    async def spend() -> None:
        pass

    asking = Asking(
        source,
        pull.access(values),
        requests_a_minute=pull.requests_a_minute,
        spend=spend,
        patience=Patience(tries=2, answer_seconds=30),
    )
    try:
        await asking.get(pull.check)
    except PageGoneError as error:
        raise AccessRefusedError(error.source, error.status, error.path) from error
    finally:
        await asking.close()
