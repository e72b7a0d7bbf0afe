"""What can go wrong while identity is decided.

IdentityError
└── ModelError     the model file cannot be used as it is
"""

from pathlib import Path


class IdentityError(Exception):
    """Root of this room's errors."""


class ModelError(IdentityError):
    """The model file is missing, unreadable, or was made for other levels than this version's."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        self.path, self.reason, self.remedy = path, reason, remedy
        super().__init__(f"the model file {path} cannot be used: {reason}; {remedy}")
