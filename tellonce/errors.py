"""What can go wrong when the rooms are put together and run.

TellonceError
├── SettingError        an environment variable or option says what cannot be
├── RemoteBindError     a server that others could reach was not asked for explicitly
├── ServerRunsError     a first load would share the embedded engine with a running server
├── AddressTakenError   another program listens at the server's address
├── UnwritableFileError a file that was asked for cannot be written
├── NoTerminalError     a command that asks a person found none to ask
├── NobodyNamedError    a command about one customer does not know which
│   ├── SeveralCustomersError
│   ├── UnknownCustomerError
│   └── UnreadableIdentifierError
├── UnconfirmedError    an erasure was neither confirmed in a terminal nor by --yes
└── DemoError           the demo world did not load, or this is not a place for it
"""

from collections.abc import Sequence
from pathlib import Path


class TellonceError(Exception):
    """Root of this room's errors; `str()` of one is a line for the terminal."""


class SettingError(TellonceError):
    """An environment variable or option says what cannot be."""


class RemoteBindError(TellonceError):
    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(
            f"{host} can be reached from other machines, and this server speaks plain HTTP: keys "
            "and customers' data could be read on the way. Put a proxy with TLS in front of it and "
            "set TELLONCE_ALLOW_REMOTE=1, or leave --host out"
        )


class ServerRunsError(TellonceError):
    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"a server runs on this embedded engine, at {url}, and a first load needs the engine "
            "for itself: stop the server until it is done, or import without --bulk, which hands "
            "the records to the server"
        )


class AddressTakenError(TellonceError):
    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port = host, port
        super().__init__(
            f"the server cannot listen at {host} port {port} ({reason}): "
            "choose another with --port, or --port 0 for any free one"
        )


class UnwritableFileError(TellonceError):
    def __init__(self, path: Path, error: OSError) -> None:
        self.path = path
        super().__init__(
            f"{path} cannot be written ({error.strerror}): name a place that can, or free some room"
        )


class NoTerminalError(TellonceError):
    def __init__(self, command: str) -> None:
        self.command = command
        super().__init__(
            f"`tellonce {command}` asks a person, and this is no terminal: start it in one, "
            f"or list what it would ask with `tellonce {command} --json`"
        )


class NobodyNamedError(TellonceError):
    """A command about one customer does not know which."""


class SeveralCustomersError(NobodyNamedError):
    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        super().__init__(
            f"{len(self.ids)} customers hold that ({', '.join(self.ids)}): name one by its id"
        )


class UnknownCustomerError(NobodyNamedError):
    """There is no such customer; `erased` says since when, if there was one."""

    def __init__(self, erased: str | None = None) -> None:
        self.erased = erased
        known = f"that customer was erased on {erased}" if erased else "no such customer is known"
        super().__init__(f"{known}: nothing is held")


class UnreadableIdentifierError(NobodyNamedError):
    def __init__(self) -> None:
        super().__init__(
            "that identifies nobody: give a customer id, or a whole phone number, e-mail address, "
            "handle or order number"
        )


class UnconfirmedError(TellonceError):
    def __init__(self) -> None:
        super().__init__(
            "nothing was erased: this is no terminal to confirm it in; add --yes to go ahead"
        )


class DemoError(TellonceError):
    """The demo world did not load, or this is not a place for it."""
