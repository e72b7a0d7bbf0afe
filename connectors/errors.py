"""What can go wrong on the way in, and what a sync does next.

ConnectorError
├── RetryableError            the same thing may work later: wait and try again
│   ├── ServerUnreachableError  the running server did not answer for the whole retry budget
│   ├── InboxFullError        more deliveries wait to be stored than memory may hold
│   ├── SourceAwayError       a source does not answer, or not with a whole page
│   ├── PageGoneError         the page to go on from is too old: begin the round again
│   ├── BudgetSpentError      what may be asked or spent until then is used up
│   ├── LeaseLostError        another process reads this source by now
│   └── MaybeSentError        what we sent may have arrived: look before it is sent again
├── FatalError                a person has to change something: stop
│   ├── UnreadableFileError   this file cannot be read (further)
│   │   ├── NotOpenedError    there is no such file, or it is not for us
│   │   └── TooLargeError     what is packed in it is out of all proportion
│   ├── BadMappingError       a mapping file says what no file of that kind may say
│   ├── ServerRefusedError    the running server does not take records from us
│   ├── BadSecretError        a signing secret that no sender of that scheme has
│   ├── BadHookError          a setting that names no webhook we can serve
│   ├── BadConnectorsFileError  the file of connectors says what it may not
│   ├── AccessRefusedError    a source does not let us read
│   │   └── RefusedWithWordsError  and says why
│   ├── SendingOffError       nobody has allowed that answers go out there
│   ├── NotSentError          a network does not take this answer
│   └── UnknownSourceError    no source of that name is in the file of connectors
├── DeliveryError             a webhook delivery that is not taken
│   ├── SignatureError        not signed by who may send it, or too long ago
│   ├── BadBodyError          its body is not one JSON object
│   └── ConflictError         its id came before with another body
└── BadRecordError            this one record cannot be taken: put it aside, go on
"""

import json
from collections.abc import Sequence
from datetime import datetime

VALUE_CHARACTERS = 80  # of a refused value that are shown
RAW_CHARACTERS = 2048  # of a refused row that are kept


class ConnectorError(Exception):
    """Root of this room's errors."""


class RetryableError(ConnectorError):
    """The same thing may work later."""


class ServerUnreachableError(RetryableError):
    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(
            f"the server at {url} does not take records now ({reason}): run the same command again "
            "later, records that are in already stay as they are"
        )


class FatalError(ConnectorError):
    """A person has to change something."""


class UnreadableFileError(FatalError):
    def __init__(self, name: str, reason: str, *, line: int | None = None) -> None:
        self.name, self.reason, self.line = name, reason, line
        place = name if line is None else f"{name}, line {line}"
        super().__init__(f"{place}: {reason}")


class NotOpenedError(UnreadableFileError):
    """There is no such file, or it is not for us."""


class TooLargeError(UnreadableFileError):
    """What is packed in a file or a body is out of all proportion to its size."""


class BadMappingError(FatalError):
    def __init__(self, name: str, key: str, reason: str) -> None:
        self.name, self.key, self.reason = name, key, reason
        super().__init__(f"{name}: {key}: {reason}" if key else f"{name}: {reason}")


class ServerRefusedError(FatalError):
    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(f"the server at {url} refused: {reason}")


class BadSecretError(FatalError):
    """The secret itself is not in the message."""

    def __init__(self, scheme: str, problem: str) -> None:
        self.scheme, self.problem = scheme, problem
        super().__init__(f"a secret for {scheme} {problem}: copy it whole, as the sender shows it")


class BadHookError(FatalError):
    def __init__(self, variable: str, problem: str) -> None:
        self.variable, self.problem = variable, problem
        super().__init__(f"{variable}: {problem}")


class BadConnectorsFileError(FatalError):
    def __init__(self, path: str, key: str, problem: str) -> None:
        self.path, self.key, self.problem = path, key, problem
        super().__init__(": ".join(part for part in (path, key, problem) if part))


class AccessRefusedError(FatalError):
    def __init__(self, source: str, status: int, path: str) -> None:
        self.source, self.status, self.path = source, status, path
        super().__init__(
            f"{source} answers {status} to {path}: check its address and secrets in the file of "
            "connectors, and what the token may read"
        )


class RefusedWithWordsError(AccessRefusedError):
    """`said` is the source's own explanation, which names no customer."""

    def __init__(self, source: str, status: int, path: str, said: str) -> None:
        super().__init__(source, status, path)
        self.said = said
        self.args = (f"{self.args[0]} ({said})",)


class SendingOffError(FatalError):
    def __init__(self, source: str, setting: str) -> None:
        self.source, self.setting = source, setting
        super().__init__(f"{source} does not send: {setting} in the file of connectors allows it")


class NotSentError(FatalError):
    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"{source} did not take it: {reason}")


class UnknownSourceError(FatalError):
    def __init__(self, name: str, known: Sequence[str], path: str) -> None:
        self.name, self.known, self.path = name, known, path
        there = f"there are {', '.join(known)}" if known else "it names none that is read"
        super().__init__(f'"{name}" is no source of {path}: {there}')


class SourceAwayError(RetryableError):
    """`wait_seconds` is how long the source asked us to stay away, if it did."""

    def __init__(self, source: str, reason: str, *, wait_seconds: float | None = None) -> None:
        self.source, self.reason, self.wait_seconds = source, reason, wait_seconds
        super().__init__(f"{source} {reason}: what is in stays, the next sync goes on from there")


class PageGoneError(RetryableError):
    def __init__(self, source: str, status: int, path: str) -> None:
        self.source, self.status, self.path = source, status, path
        super().__init__(f"{source} answers {status} to {path}: is its address right?")


class BudgetSpentError(RetryableError):
    def __init__(self, source: str, what: str, until: datetime) -> None:
        self.source, self.what, self.until = source, what, until
        super().__init__(
            f"{source}: {what} is used up until {until:%Y-%m-%d %H:%M} UTC; raise it in the file "
            "of connectors, or wait"
        )


class LeaseLostError(RetryableError):
    def __init__(self, source: str, machine: str) -> None:
        self.source, self.machine = source, machine
        super().__init__(f"{source} is read by another process, on {machine}")


class MaybeSentError(RetryableError):
    def __init__(self, source: str, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(
            f"{source} {reason}: it may have been sent all the same; look there before it is sent "
            "again"
        )


class InboxFullError(RetryableError):
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} deliveries wait to be stored: send again in a moment")


class DeliveryError(ConnectorError):
    """A webhook delivery that is not taken; the message is safe to send and to log."""


class SignatureError(DeliveryError):
    """`problem` is for our log only: it would help whoever tries to forge one."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"not signed as it should be: {problem}")


class BadBodyError(DeliveryError):
    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"the body {problem}: one JSON object in UTF-8 is expected")


class ConflictError(DeliveryError):
    def __init__(self, delivery_id: str) -> None:
        self.delivery_id = delivery_id
        super().__init__(
            "this id came before with another body: both are kept for review, "
            "send a new event under an id of its own"
        )


class BadRecordError(ConnectorError):
    """One record that cannot be taken. `str()` leaves the value out: it may be personal.

    `source` and `record_id` are empty where the record did not get as far as saying them; `field`
    is a path such as "person.phones[1]", or empty where the whole row is meant. `raw` is the row
    as it came, filled in by whoever read it.
    """

    def __init__(
        self, source: str, record_id: str, field: str, value: object, reason: str, raw: str = ""
    ) -> None:
        self.source, self.record_id = shorten(source), shorten(record_id)
        self.field, self.value, self.reason = printable(field), shorten(value), printable(reason)
        self.raw = ""
        self.keep_raw(raw)
        super().__init__(f"{self.field}: {self.reason}" if field else self.reason)

    def keep_raw(self, raw: str) -> None:
        """Remember the row as it came, cut."""
        self.raw = printable(raw[:RAW_CHARACTERS])


def shorten(value: object, characters: int = VALUE_CHARACTERS) -> str:
    """Return the value for a person to recognise: a string itself, cut; a list by its size."""
    if isinstance(value, str):
        return printable(value if len(value) <= characters else value[: characters - 1] + "…")
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of more than 70 digits"  # longer ones cannot even be printed
    return json.dumps(value, default=repr)[:characters]


def printable(text: str) -> str:
    """Return the text as any file can hold it: "?" for half a surrogate pair, ␀ for NUL."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "␀")
