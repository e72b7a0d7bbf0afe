"""How identity is decided in this deployment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    default_region: str = "US"  # TELLONCE_REGION: country of phone numbers without a prefix
    company_phones: frozenset[str] = frozenset()  # TELLONCE_COMPANY_PHONES: ours, never a person
    model_file: Path | None = None  # TELLONCE_MODEL; unset means the model that ships
    auto_merge: bool = True  # TELLONCE_AUTO_MERGE=0: every link above the threshold is reviewed


def read_identity_settings(environ: Mapping[str, str] = os.environ) -> IdentitySettings:
    phones = environ.get("TELLONCE_COMPANY_PHONES", "")
    model = environ.get("TELLONCE_MODEL")
    return IdentitySettings(
        default_region=environ.get("TELLONCE_REGION", "US").upper(),
        company_phones=frozenset(phone.strip() for phone in phones.split(",") if phone.strip()),
        model_file=Path(model).expanduser() if model else None,
        auto_merge=environ.get("TELLONCE_AUTO_MERGE", "1") != "0",
    )
