"""What can go wrong on the way in, and what a sync does next.

ConnectorError
├── RetryableError            the same thing may work later: wait and try again
│   └── ServerUnreachableError  the running server did not answer for the whole retry budget
├── FatalError                a person has to change something: stop
│   ├── UnreadableFileError   this file cannot be read (further)
│   ├── BadMappingError       a mapping file says what no file of that kind may say
│   └── ServerRefusedError    the running server does not take records from us
└── BadRecordError            this one record cannot be taken: put it aside, go on
"""

import json

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


class BadMappingError(FatalError):
    def __init__(self, name: str, key: str, reason: str) -> None:
        self.name, self.key, self.reason = name, key, reason
        super().__init__(f"{name}: {key}: {reason}" if key else f"{name}: {reason}")


class ServerRefusedError(FatalError):
    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(f"the server at {url} refused: {reason}")


class BadRecordError(ConnectorError):
    """One record that cannot be taken. `str()` leaves the value out: it may be personal.

    `source` and `record_id` are empty where the record did not get as far as saying them; `field`
    is a path such as "person.phones[1]", or empty where the whole row is meant. `raw` is the row
    as it came, filled in by whoever read it.
    """

    def __init__(
        self, source: str, record_id: str, field: str, value: object, reason: str, raw: str = ""
    ) -> None:
        self.source, self.record_id, self.field = shorten(source), shorten(record_id), field
        self.value = shorten(value)
        self.reason = reason
        self.raw = raw[:RAW_CHARACTERS]
        super().__init__(f"{field}: {reason}" if field else reason)


def shorten(value: object, characters: int = VALUE_CHARACTERS) -> str:
    """Return the value for a person to recognise: a string itself, cut; a list by its size."""
    if isinstance(value, str):
        return value if len(value) <= characters else value[: characters - 1] + "…"
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of more than 70 digits"  # longer ones cannot even be printed
    return json.dumps(value, default=repr)[:characters]
