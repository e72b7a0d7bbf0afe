"""How identity is decided in this deployment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where evidence becomes a decision, in bits of match weight (log2 odds)."""

    link: float = 4.0  # at least this, and no veto: the same person
    review: float = -2.0  # at least this, or vetoed: a person judges; below: apart
    merge_margin: float = 3.0  # two existing customers need this much more than a record
    merge_mean: float = 0.0  # and their record pairs must agree on average (merge guard)


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    default_region: str = "US"  # TELLONCE_REGION: country of phone numbers without a prefix
    company_phones: frozenset[str] = frozenset()  # TELLONCE_COMPANY_PHONES: ours, never a person
    model_file: Path | None = None  # TELLONCE_MODEL; unset means the model that ships
    auto_merge: bool = True  # TELLONCE_AUTO_MERGE=0: customers merge only by a person's judgement
    thresholds: Thresholds = Thresholds()


def read_identity_settings(environ: Mapping[str, str] = os.environ) -> IdentitySettings:
    phones = environ.get("TELLONCE_COMPANY_PHONES", "")
    model = environ.get("TELLONCE_MODEL")
    return IdentitySettings(
        default_region=environ.get("TELLONCE_REGION", "US").upper(),
        company_phones=frozenset(phone.strip() for phone in phones.split(",") if phone.strip()),
        model_file=Path(model).expanduser() if model else None,
        auto_merge=environ.get("TELLONCE_AUTO_MERGE", "1") != "0",
    )
