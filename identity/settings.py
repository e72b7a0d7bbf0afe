"""How identity is decided in this deployment."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where evidence becomes a decision, in bits of match weight (log2 odds)."""

    link: float = 2.0  # TELLONCE_LINK_BITS: at least this, and no veto: the same person
    review: float = -2.0  # at least this, or vetoed: a person judges; below: apart
    merge_margin: float = 1.0  # two existing customers need this much more than a record
    merge_mean: float = -2.0  # and their record pairs must agree on average (merge guard)


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    default_region: str = "US"  # TELLONCE_REGION: country of phone numbers without a prefix
    company_phones: frozenset[str] = frozenset()  # TELLONCE_COMPANY_PHONES: ours, never a person
    model_file: Path | None = None  # TELLONCE_MODEL; unset means the model that ships
    survivorship_file: Path | None = None  # TELLONCE_SURVIVORSHIP; unset: the rules that ship
    auto_merge: bool = True  # TELLONCE_AUTO_MERGE=0: customers merge only by a person's judgement
    # TELLONCE_NO_AUTO_MERGE_SOURCES: their records join others by a person's judgement only
    no_auto_merge_sources: frozenset[str] = frozenset()
    thresholds: Thresholds = Thresholds()


def read_identity_settings(environ: Mapping[str, str] = os.environ) -> IdentitySettings:
    phones = environ.get("TELLONCE_COMPANY_PHONES", "")
    by_hand = environ.get("TELLONCE_NO_AUTO_MERGE_SOURCES", "")
    model = environ.get("TELLONCE_MODEL")
    link = environ.get("TELLONCE_LINK_BITS")
    survivorship = environ.get("TELLONCE_SURVIVORSHIP")
    return IdentitySettings(
        default_region=environ.get("TELLONCE_REGION", "US").upper(),
        company_phones=frozenset(phone.strip() for phone in phones.split(",") if phone.strip()),
        model_file=Path(model).expanduser() if model else None,
        survivorship_file=Path(survivorship).expanduser() if survivorship else None,
        auto_merge=environ.get("TELLONCE_AUTO_MERGE", "1") != "0",
        no_auto_merge_sources=frozenset(one.strip() for one in by_hand.split(",") if one.strip()),
        thresholds=Thresholds() if not link else Thresholds(link=_link_bits(link)),
    )


def _link_bits(text: str) -> float:
    """Return the link threshold; ValueError names one that cannot be."""
    least = Thresholds().review
    with suppress(ValueError):
        bits = float(text)
        if isfinite(bits) and bits >= least:
            return bits
    raise ValueError(
        f"TELLONCE_LINK_BITS is {text!r}: a number of bits from {least:g} on is meant, like 4"
    )
