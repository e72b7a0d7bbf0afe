"""The X connector: mentions, replies, messages, threads; asked, streamed and by webhook.

tweepy takes half a second to import, so that only whoever asks X imports it.
"""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.hearing import Ear
from connectors.own_client import Asks, Opening
from connectors.schemes import X as SCHEME
from connectors.x.activity import fold_events, read_event, subject_of
from connectors.x.streams import PULL


def _asks(opening: Opening) -> Asks:
    from connectors.x.asking import XAsking

    return XAsking(opening)


async def _hear(ear: Ear) -> None:
    from connectors.x.stream import hear_x

    await hear_x(ear)


X: Final = Connector(
    name="x",
    webhook=Webhook(
        scheme=SCHEME, subject=subject_of, read=read_event, fold=fold_events, whole=True
    ),
    pull=PULL,
    opens=_asks,
    hears=_hear,
)
