"""Log records are an event and its facts, readable by people and by programs."""

import json
import logging

from tellonce.log import JsonFormatter, TextFormatter


def record(**facts):
    made = logging.makeLogRecord(
        {"name": "tellonce.api", "levelno": logging.WARNING, "levelname": "WARNING", "created": 0.0}
    )
    made.msg = "hook_conflict"
    vars(made).update(facts)
    return made


def test_a_person_reads_a_line():
    line = TextFormatter().format(record(delivery="abc", tries=2))

    assert line.endswith("warning hook_conflict delivery=abc tries=2")


def test_a_program_reads_json():
    entry = json.loads(JsonFormatter().format(record(delivery="abc")))

    assert entry == {
        "at": "1970-01-01T00:00:00Z",
        "level": "warning",
        "event": "hook_conflict",
        "logger": "tellonce.api",
        "delivery": "abc",
    }


def test_a_failure_carries_its_traceback():
    try:
        raise KeyError("x")
    except KeyError as error:
        failed = record(exc_info=(type(error), error, error.__traceback__))

    assert "KeyError: 'x'" in json.loads(JsonFormatter().format(failed))["traceback"]
    assert "KeyError: 'x'" in TextFormatter().format(failed)
