"""How log records look: an event name and its facts, as a line for a person or as JSON."""

import json
import logging
import time
from typing import Any, Final

STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
CHATTY: Final = ("asyncio", "neo4j", "uvicorn")  # what they say at "info" is for their own authors


def configure_logging(level: str, *, as_json: bool) -> None:
    """Send every log record of at least `level` to stderr. Only entry points call this."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.root.level))


def facts(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was logged beside the event's name, in the order it was given."""
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        rest = "".join(f" {name}={value}" for name, value in facts(record).items())
        line = f"{at} {record.levelname.lower()} {record.getMessage()}{rest}"
        return line + _traceback(self, record)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **facts(record),
        }
        traceback = _traceback(self, record).lstrip()
        if traceback:
            entry["traceback"] = traceback
        return json.dumps(entry, default=str)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    return "\n" + formatter.formatException(record.exc_info)
