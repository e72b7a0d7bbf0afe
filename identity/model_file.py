"""Where do the model's numbers come from? Its file: the packaged one, or one that was trained."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from math import isfinite
from pathlib import Path
from typing import Any, Final

from identity.comparisons import COMPARISONS
from identity.errors import ModelError
from identity.fellegi_sunter import Model, fingerprint
from identity.frequencies import Frequencies, TermFrequencies
from identity.weigher import Level

FORMAT: Final = 1
RETRAIN: Final = "take one that was made for this version, or unset TELLONCE_MODEL"


def load_model(path: Path | None) -> Model:
    """Return the model of a file, or the one that ships. Raises ModelError for an unusable one."""
    return _default_model() if path is None else _read(path)


@cache
def _default_model() -> Model:
    with as_file(files("identity") / "models" / "default.json") as path:
        return _read(path)


def _read(path: Path) -> Model:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(path, f"it cannot be read ({error.strerror})", RETRAIN) from error
    except ValueError as error:
        raise ModelError(path, "it is not JSON", RETRAIN) from error
    try:
        return _model(path, content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelError(path, f"it lacks or misstates {error}", RETRAIN) from error


def _model(path: Path, content: Mapping[str, Any]) -> Model:
    if content["format"] != FORMAT:
        raise ModelError(path, f"its format is {content['format']}, not {FORMAT}", RETRAIN)
    if content["fingerprint"] != fingerprint():
        raise ModelError(
            path,
            f"it was made for other levels or another normaliser (fingerprint "
            f"{content['fingerprint']}, this version has {fingerprint()})",
            RETRAIN,
        )
    levels = {
        comparison.name: {
            level: _level(path, comparison.name, level, content["levels"])
            for level in comparison.levels
        }
        for comparison in COMPARISONS
    }
    return Model(
        levels,
        _frequencies(content["frequencies"]),
        int(content["fewest_customers"]),
        content["fingerprint"],
    )


def _level(path: Path, comparison: str, level: str, levels: Mapping[str, Any]) -> Level:
    numbers = levels.get(comparison, {}).get(level)
    if numbers is None or numbers.get("m") is None or numbers.get("u") is None:
        raise ModelError(path, f'level "{level}" of "{comparison}" has no m or no u', RETRAIN)
    m, u = float(numbers["m"]), float(numbers["u"])
    if not (0 < m <= 1 and 0 < u <= 1):
        raise ModelError(path, f'm and u of "{comparison} {level}" are not within 0 and 1', RETRAIN)
    return Level(m, u)


def _frequencies(content: Mapping[str, Any]) -> Frequencies:
    return Frequencies(
        given=_terms(content["given"]),
        family=_terms(content["family"]),
        city=_terms(content["city"]),
        most_name_bits=float(content["most_name_bits"]),
    )


def _terms(content: Mapping[str, Any]) -> TermFrequencies:
    shares = {str(value): _share(share) for value, share in content["shares"].items()}
    return TermFrequencies(shares, _share(content["unlisted"]), _share(content["average"]))


def _share(value: Any) -> float:
    share = float(value)
    if not (isfinite(share) and 0 < share <= 1):
        raise ValueError(f"a share of {share}")
    return share
