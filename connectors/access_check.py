"""Whether a source lets us read, by one small question."""

from datetime import UTC, datetime

from connectors.asking import Asking, Patience
from connectors.connector import Connector
from connectors.errors import AccessRefusedError, PageGoneError
from connectors.own_client import Asks, Opening


async def check_access(source: str, connector: Connector, values: dict[str, str]) -> None:
    """Return when the source answers. Raises AccessRefusedError or SourceAwayError."""

    async def spend() -> None:
        pass

    pull, patience = connector.pull, Patience(tries=2, answer_seconds=30)
    if pull is None:
        return
    pace = pull.requests_a_minute
    asking: Asks
    if connector.opens is not None:
        asking = connector.opens(Opening(source, values, spend, patience, pace, _utc_now))
    else:
        access = pull.access(values)
        asking = Asking(source, access, requests_a_minute=pace, spend=spend, patience=patience)
    try:
        await asking.get(pull.check)
    except PageGoneError as error:
        raise AccessRefusedError(error.source, error.status, error.path) from error
    finally:
        await asking.close()


def _utc_now() -> datetime:
    return datetime.now(UTC)
