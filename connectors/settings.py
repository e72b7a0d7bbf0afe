"""Which webhooks this deployment serves, and which secrets their senders sign with."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.connector import Connector
from connectors.errors import BadHookError, BadSecretError
from connectors.signatures import Secret, read_secret

PREFIX: Final = "TELLONCE_HOOK_"
VARIABLE: Final = re.compile(r"([A-Z0-9]+)_([A-Z0-9]+(?:_[A-Z0-9]+)*)_SECRET")
SEVERAL: Final = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class HookInstance:
    """One sender of one connector, served at `/hooks/{connector.name}/{name}`."""

    connector: Connector
    name: str
    secrets: tuple[Secret, ...]  # any of them may have signed: the old and the new one in rotation

    @property
    def source(self) -> str:
        return self.connector.source(self.name)


@dataclass(frozen=True, slots=True)
class HookSettings:
    """`TELLONCE_HOOK_<CONNECTOR>_<INSTANCE>_SECRET`: one or several secrets of that sender.

    `TELLONCE_HOOK_VOICE_FRONT_DESK_SECRET="whsec_new whsec_old"` serves
    `/hooks/voice/front-desk`.
    """

    instances: Mapping[tuple[str, str], HookInstance] = field(default_factory=dict)

    def instance(self, connector: str, name: str) -> HookInstance | None:
        return self.instances.get((connector, name))


def read_hook_settings(
    connectors: Sequence[Connector], environ: Mapping[str, str] = os.environ
) -> HookSettings:
    """Return the webhooks that these environment variables name.

    Raises BadHookError, naming the variable and never its value.
    """
    known = {connector.name: connector for connector in connectors}
    instances = [
        _instance(known, variable, value)
        for variable, value in sorted(environ.items())
        if variable.startswith(PREFIX) and value.strip()
    ]
    return HookSettings({(one.connector.name, one.name): one for one in instances})


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
