"""`tellonce connectors add`: what a source needs is asked, tried, and written down."""

import asyncio
import getpass
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from connectors import CONNECTORS
from connectors.access_check import check_access
from connectors.connector import Connector
from connectors.connectors_file import INSTANCE_NAME, read_connectors_file
from connectors.errors import BadConnectorsFileError, UnknownSourceError
from connectors.pull import Setting
from connectors.settings import connectors_path
from tellonce.settings import read_settings

WEBHOOK: Final = Setting(
    "webhook_secret", "what its webhooks are signed with; empty: there are none", True, ""
)
SECRETS: Final = "secrets"  # a folder beside the file, for what was typed in
REFERENCE: Final = re.compile(r"(env|file):(.+)")


async def add(name: str, instance: str, given: Sequence[str], *, tried: bool) -> int:
    """Write the table of a new instance. Raises ConnectorError."""
    path = connectors_path(os.environ, read_settings().graph.data)
    connector = next((one for one in CONNECTORS if one.name == name), None)
    if connector is None:
        raise UnknownSourceError(name, [one.name for one in CONNECTORS], "the connectors")
    key = f"{name}.{instance}"
    if not INSTANCE_NAME.fullmatch(instance):
        raise BadConnectorsFileError(
            str(path), key, "small letters, digits and hyphens make a name"
        )
    _not_there_yet(path, connector, instance)
    answers = await _answers(connector, path, key, _given(given, path, key))
    table = "\n".join([f"[{key}]", *(f"{one} = {value}" for one, value in answers.items()), ""])
    before = path.read_text("utf-8") if path.exists() else ""
    _write(path, f"{before.rstrip()}\n\n{table}".lstrip())
    try:
        file = read_connectors_file(path, CONNECTORS, os.environ)
        table_read = next(
            one for one in file.instances if (one.connector.name, one.name) == (name, instance)
        )
        if connector.pull and table_read.pulls and tried:
            await check_access(table_read.source, connector, dict(table_read.values))
    except BaseException:
        if before:
            _write(path, before)  # what does not work is not kept
        else:
            path.unlink(missing_ok=True)
        raise
    print(f"{key} stands in {path}")
    if table_read.pulls:
        print(f"next: tellonce sync {name}:{instance}, or restart the server, which reads it then")
    if table_read.webhook_secrets:
        print(f"its webhooks are heard at /hooks/{name}/{instance} once the server is restarted")
    return 0


def _not_there_yet(path: Path, connector: Connector, instance: str) -> None:
    if not path.exists():
        return
    file = read_connectors_file(path, CONNECTORS, os.environ)
    if any((one.connector, one.name) == (connector, instance) for one in file.instances):
        key = f"{connector.name}.{instance}"
        raise BadConnectorsFileError(str(path), key, "it is there; --instance names another one")


def _given(given: Sequence[str], path: Path, key: str) -> dict[str, str]:
    found = {}
    for one in given:
        name, is_, value = one.partition("=")
        if not is_:
            raise BadConnectorsFileError(str(path), key, f"--set {name}: NAME=VALUE is expected")
        found[name.strip()] = value.strip()
    return found


async def _answers(
    connector: Connector, path: Path, key: str, given: Mapping[str, str]
) -> dict[str, str]:
    """Return setting → its value as TOML, given or asked."""
    wanted = [*(connector.pull.settings if connector.pull else ()), WEBHOOK]
    unknown = sorted(given.keys() - {one.name for one in wanted})
    if unknown:
        known = ", ".join(one.name for one in wanted)
        raise BadConnectorsFileError(
            str(path), f"{key}.{unknown[0]}", f"it is unknown: {known} are"
        )
    answers = {}
    for setting in wanted:
        value = given.get(setting.name)
        if value is None:
            value = await asyncio.to_thread(_ask, setting, asked=not given)
        if value:
            place = f"{key}.{setting.name}"
            answers[setting.name] = _secret(path, place, value) if setting.secret else _text(value)
    return answers


def _ask(setting: Setting, *, asked: bool) -> str:
    """Return what a person types; where some settings were given, only needed ones are asked."""
    if setting.default is not None and not asked:
        return ""
    if not sys.stdin.isatty():
        problem = f"it is missing: --set {setting.name}=… says {setting.what}"
        raise BadConnectorsFileError("", setting.name, problem)
    line = f"{setting.name} ({setting.what}): "
    return (getpass.getpass(line) if setting.secret else input(line)).strip()


def _text(value: str) -> str:
    """Return a text as TOML writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else "?" for one in escaped) + '"'


def _secret(path: Path, key: str, value: str) -> str:
    """Return where a secret is; one that was typed in goes to a file that only we can read."""
    named = REFERENCE.fullmatch(value)
    if named:
        return f"{{{named[1]} = {_text(named[2])}}}"
    folder = path.parent / SECRETS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / key, value + "\n")
    return f"{{file = {_text(f'{SECRETS}/{key}')}}}"


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all, for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(text)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
