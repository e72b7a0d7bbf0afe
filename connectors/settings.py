"""Which webhooks this deployment serves, which sources it reads, and with which secrets."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from connectors.connector import Connector
from connectors.connectors_file import ConnectorsFile, InstanceTable, read_connectors_file
from connectors.errors import BadConnectorsFileError, BadHookError, BadSecretError
from connectors.schemes import Part
from connectors.signatures import Secret, read_secret

PREFIX: Final = "TELLONCE_HOOK_"
VARIABLE: Final = re.compile(r"([A-Z0-9]+)_([A-Z0-9]+(?:_[A-Z0-9]+)*)_SECRET")
SEVERAL: Final = re.compile(r"[\s,]+")
FILE_NAME: Final = "connectors.toml"  # in the data folder, unless TELLONCE_CONNECTORS says another


@dataclass(frozen=True, slots=True)
class HookInstance:
    """One sender of one connector, served at `/hooks/{connector.name}/{name}`."""

    connector: Connector
    name: str
    secrets: tuple[Secret, ...]  # any of them may have signed: the old and the new one in rotation
    url: str = ""  # under which the sender knows it, where that is signed
    token: str | None = field(default=None, repr=False)  # that a sender shows before it sends

    @property
    def source(self) -> str:
        return self.connector.source(self.name)


@dataclass(frozen=True, slots=True)
class HookSettings:
    """`TELLONCE_HOOK_<CONNECTOR>_<INSTANCE>_SECRET`: one or several secrets of that sender.

    `TELLONCE_HOOK_VOICE_FRONT_DESK_SECRET="whsec_new whsec_old"` serves
    `/hooks/voice/front-desk`. The file of connectors may name senders as well.
    """

    instances: Mapping[tuple[str, str], HookInstance] = field(default_factory=dict)

    def instance(self, connector: str, name: str) -> HookInstance | None:
        return self.instances.get((connector, name))


@dataclass(frozen=True, slots=True)
class ConnectorSettings:
    """Everything that comes in, and how."""

    hooks: HookSettings = HookSettings()
    file: ConnectorsFile = field(default_factory=ConnectorsFile)

    @property
    def pulled(self) -> tuple[InstanceTable, ...]:
        """Return the instances that are read by asking."""
        return tuple(one for one in self.file.instances if one.pulls)


def connectors_path(environ: Mapping[str, str], data: Path) -> Path:
    """Return where the file of connectors is, or would be."""
    named = environ.get("TELLONCE_CONNECTORS", "")
    return Path(named) if named else data / FILE_NAME


def read_connector_settings(
    connectors: Sequence[Connector], environ: Mapping[str, str] = os.environ, *, data: Path
) -> ConnectorSettings:
    """Return what comes in, by these environment variables and the file of connectors.

    A file that is named and not there is a mistake, one in the data folder need not be there.
    Raises BadHookError and BadConnectorsFileError.
    """
    path = connectors_path(environ, data)
    if not path.exists() and not environ.get("TELLONCE_CONNECTORS"):
        return ConnectorSettings(read_hook_settings(connectors, environ))
    file = read_connectors_file(path, connectors, environ)
    return ConnectorSettings(read_hook_settings(connectors, environ, file), file)


def read_hook_settings(
    connectors: Sequence[Connector],
    environ: Mapping[str, str] = os.environ,
    file: ConnectorsFile | None = None,
) -> HookSettings:
    """Return the webhooks that these environment variables name, and those of the file.

    Raises BadHookError, naming the variable and never its value.
    """
    known = {connector.name: connector for connector in connectors}
    found: dict[tuple[str, str], HookInstance] = {}
    for hook in (*_in_environment(known, environ), *_in_file(file)):
        place = (hook.connector.name, hook.name)
        earlier = found.get(place)
        secrets = (*earlier.secrets, *hook.secrets) if earlier else hook.secrets
        url = f"{file.public_url}/hooks/{place[0]}/{place[1]}" if file and file.public_url else ""
        found[place] = replace(hook, secrets=secrets, url=url)
        if not url and Part.URL in hook.connector.webhook.scheme.signed:
            raise BadHookError(
                "/hooks/" + "/".join(place), "public_url has to be set: it is signed"
            )
    return HookSettings(found)


def _in_environment(
    known: Mapping[str, Connector], environ: Mapping[str, str]
) -> Iterator[HookInstance]:
    for variable, value in sorted(environ.items()):
        if variable.startswith(PREFIX) and value.strip():
            yield _instance(known, variable, value)


def _in_file(file: ConnectorsFile | None) -> Iterator[HookInstance]:
    for one in file.instances if file else ():
        if one.webhook_secrets:
            scheme = one.connector.webhook.scheme
            try:
                secrets = tuple(read_secret(scheme, text) for text in one.webhook_secrets)
            except BadSecretError as error:
                key = f"{one.connector.name}.{one.name}.webhook_secret"
                raise BadConnectorsFileError(file.path if file else "", key, str(error)) from None
            yield HookInstance(one.connector, one.name, secrets, token=one.webhook_token)


def _instance(known: Mapping[str, Connector], variable: str, value: str) -> HookInstance:
    named = VARIABLE.fullmatch(variable.removeprefix(PREFIX))
    if named is None:
        raise BadHookError(variable, f"{PREFIX}<CONNECTOR>_<INSTANCE>_SECRET is expected")
    connector = known.get(named[1].lower())
    if connector is None:
        raise BadHookError(variable, f"there is no such connector, but {', '.join(known)}")
    try:
        secrets = tuple(
            read_secret(connector.webhook.scheme, text) for text in SEVERAL.split(value.strip())
        )
    except BadSecretError as error:
        raise BadHookError(variable, str(error)) from None
    return HookInstance(connector, named[2].lower().replace("_", "-"), secrets)
