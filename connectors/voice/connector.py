"""The voice connector: call events as plain JSON, signed by Standard Webhooks."""

from typing import Final

from connectors.connector import Connector, Webhook
from connectors.schemes import STANDARD_WEBHOOKS
from connectors.voice.parse import call_of, parse_calls, read_call_event

VOICE: Final = Connector(
    name="voice",
    webhook=Webhook(
        scheme=STANDARD_WEBHOOKS, subject=call_of, read=read_call_event, fold=parse_calls
    ),
)
