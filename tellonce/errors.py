"""What can go wrong when the rooms are put together and run.

TellonceError
├── SettingError        an environment variable or option says what cannot be
├── RemoteBindError     a server that others could reach was not asked for explicitly
├── AddressTakenError   another program listens at the server's address
└── DemoError           the demo world did not load, or this is not a place for it
"""


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


class AddressTakenError(TellonceError):
    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port = host, port
        super().__init__(
            f"the server cannot listen at {host} port {port} ({reason}): "
            "choose another with --port, or --port 0 for any free one"
        )


class DemoError(TellonceError):
    """The demo world did not load, or this is not a place for it."""
