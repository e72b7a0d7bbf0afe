"""How does the demo world get in? As users' data does: `POST /records` and signed webhooks."""

import base64
import contextlib
import http.client
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from connectors.schemes import STANDARD_WEBHOOKS
from connectors.signatures import read_secret, sign
from tellonce.errors import DemoError

INSTANCE: Final = "demo"
SECRET_VARIABLE: Final = "TELLONCE_HOOK_VOICE_DEMO_SECRET"  # noqa: S105  the name, not a secret
LINES: Final = 250  # of one POST: the progress shows, and no request takes long
TIMEOUT_SECONDS: Final = 60.0
Json = dict[str, Any]
Progress = Callable[[int], object]


def make_secret() -> str:
    """Return a fresh webhook secret, as a switch would be given one."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def send_records(url: str, key: str, records: Iterable[Json], progress: Progress) -> None:
    """Post the records as canonical JSONL. Raises DemoError when any is not taken."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-ndjson"}
    with _connection(url) as connection:
        for chunk in _chunks(records):
            body = "".join(json.dumps(record) + "\n" for record in chunk).encode()
            answer = _post(connection, "/records", body, headers, expected=200)
            if answer["rejected"]:
                raise DemoError(f"the server rejected {answer['rejects'][0]}")
            progress(len(chunk))


def send_call_events(url: str, secret: str, events: Iterable[Json], progress: Progress) -> None:
    """Post the events of calls, each signed as the switch would sign it."""
    key = read_secret(STANDARD_WEBHOOKS, secret)
    with _connection(url) as connection:
        for event in events:
            body = json.dumps(event).encode()
            name = f"{event['call_id']}-{event['event']}-{event['at']}"
            signed = sign(STANDARD_WEBHOOKS, key, body, delivery_id=name, at=int(time.time()))
            headers = {"content-type": "application/json", **signed}
            _post(connection, f"/hooks/voice/{INSTANCE}", body, headers, expected=202)
            progress(1)


def _post(
    connection: http.client.HTTPConnection,
    path: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    expected: int,
) -> Json:
    connection.request("POST", path, body, dict(headers))
    response = connection.getresponse()
    answer = response.read()
    if response.status != expected:
        shown = answer[:200].decode("utf-8", "replace")
        raise DemoError(f"POST {path} was answered {response.status}: {shown}")
    return json.loads(answer) if answer else {}


@contextlib.contextmanager
def _connection(url: str) -> Iterator[http.client.HTTPConnection]:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(
        address.hostname or "", address.port, timeout=TIMEOUT_SECONDS
    )
    try:
        yield connection
    except OSError as error:
        raise DemoError(f"the server at {url} does not answer ({error})") from error
    finally:
        connection.close()


def _chunks(records: Iterable[Json]) -> Iterator[list[Json]]:
    left = iter(records)
    while chunk := list(islice(left, LINES)):
        yield chunk
