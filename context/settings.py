"""What a deployment says about next actions, promises and routing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC_ZONE: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class ContextSettings:
    policies_file: Path | None = None  # TELLONCE_POLICIES; unset: the policies that ship, alone
    promises_file: Path | None = None  # TELLONCE_PROMISES; unset: the rules that ship
    routing_file: Path | None = None  # TELLONCE_ROUTING; unset: the rules that ship
    insights_file: Path | None = None  # TELLONCE_INSIGHTS; unset: causes and notices that ship
    mentions_file: Path | None = None  # TELLONCE_MENTIONS; unset: what a network calls a mention
    contact_points_file: Path | None = None  # TELLONCE_CONTACT_POINTS; unset: none are known
    quality_file: Path | None = None  # TELLONCE_QUALITY; unset: the forms that ship
    acknowledgements_folder: Path | None = None  # TELLONCE_ACKNOWLEDGEMENTS; unset: what ships
    zone: ZoneInfo = UTC_ZONE  # TELLONCE_ZONE: the company's, in which days and hours are meant


def read_context_settings(environ: Mapping[str, str] = os.environ) -> ContextSettings:
    return ContextSettings(
        policies_file=_path(environ.get("TELLONCE_POLICIES")),
        promises_file=_path(environ.get("TELLONCE_PROMISES")),
        routing_file=_path(environ.get("TELLONCE_ROUTING")),
        insights_file=_path(environ.get("TELLONCE_INSIGHTS")),
        mentions_file=_path(environ.get("TELLONCE_MENTIONS")),
        contact_points_file=_path(environ.get("TELLONCE_CONTACT_POINTS")),
        quality_file=_path(environ.get("TELLONCE_QUALITY")),
        acknowledgements_folder=_path(environ.get("TELLONCE_ACKNOWLEDGEMENTS")),
        zone=_zone(environ.get("TELLONCE_ZONE") or "UTC"),
    )


def _zone(name: str) -> ZoneInfo:
    """Return the zone of this name; ValueError names one that there is not."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"TELLONCE_ZONE is {name!r}: a time zone of the IANA database is meant, "
            "like America/New_York"
        ) from error


def _path(named: str | None) -> Path | None:
    return Path(named).expanduser() if named else None
