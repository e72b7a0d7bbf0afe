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
from identity.fellegi_sunter import About, Model, fingerprint
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
        _about(content),
        prior_shift=float(content.get("prior_shift", 0.0)),
        households=bool(content.get("households", True)),
    )


def _about(content: Mapping[str, Any]) -> About:
    records = content.get("records")
    return About(
        str(content["name"]),
        str(content["data_set"]),
        str(content["made"]),
        str(content["estimator"]),
        None if records is None else int(records),
        tuple(map(str, content.get("notes", ()))),
    )


def _level(path: Path, comparison: str, level: str, levels: Mapping[str, Any]) -> Level:
    numbers = levels.get(comparison, {}).get(level)
    if numbers is None or numbers.get("m") is None or numbers.get("u") is None:
        raise ModelError(path, f'level "{level}" of "{comparison}" has no m or no u', RETRAIN)
    m, u = float(numbers["m"]), float(numbers["u"])
    if not (0 < m <= 1 and 0 < u <= 1):
        raise ModelError(path, f'm and u of "{comparison} {level}" are not within 0 and 1', RETRAIN)
    return Level(m, u, from_default=numbers.get("from") == "default")


def _frequencies(content: Mapping[str, Any]) -> Frequencies:
    return Frequencies(
        given=_terms(content["given"]),
        family=_terms(content["family"]),
        city=_terms(content["city"]),
        most_name_bits=float(content["most_name_bits"]),
    )


def _terms(content: Mapping[str, Any]) -> TermFrequencies:
    shares = {str(value): _share(share) for value, share in content["shares"].items()}
    return TermFrequencies(
        shares,
        _share(content["unlisted"]),
        _share(content["average"]),
        float(content.get("weight", 1.0)),
    )


def _share(value: Any) -> float:
    share = float(value)
    if not (isfinite(share) and 0 < share <= 1):
        raise ValueError(f"a share of {share}")
    return share


def dump_model(model: Model, path: Path) -> None:
    """Write a model so that `load_model` reads the same numbers. Raises ModelError if it cannot."""
    about = model.about
    content = {
        "format": FORMAT,
        "name": about.name,
        "made": about.made,
        "data_set": about.data_set,
        "records": about.records,
        "estimator": about.estimator,
        "notes": about.notes,
        "fingerprint": model.fingerprint,
        "fewest_customers": model.fewest_customers,
        "prior_shift": model.prior_shift,
        "households": model.households,
        "levels": {
            comparison: {level: _numbers(one) for level, one in levels.items()}
            for comparison, levels in model.levels.items()
        },
        "frequencies": {
            "most_name_bits": model.frequencies.most_name_bits,
            "given": _dumped(model.frequencies.given),
            "family": _dumped(model.frequencies.family),
            "city": _dumped(model.frequencies.city),
        },
    }
    try:
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelError(
            path, f"it cannot be written ({error.strerror})", "name a file in a folder that exists"
        ) from error


def _numbers(level: Level) -> dict[str, Any]:
    numbers: dict[str, Any] = {"m": level.m, "u": level.u}
    return {**numbers, "from": "default"} if level.from_default else numbers


def _dumped(terms: TermFrequencies) -> dict[str, Any]:
    return {
        "average": terms.average,
        "unlisted": terms.unlisted,
        "weight": terms.weight,
        "shares": dict(sorted(terms.shares.items(), key=lambda one: (-one[1], one[0]))),
    }
