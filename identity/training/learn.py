"""A file's records in, a model for them out: trained, then held against its own customers."""

from collections.abc import Sequence
from typing import Final

from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.fellegi_sunter import Model
from identity.settings import Thresholds
from identity.training.refit import refit
from identity.training.train import train

SEED: Final = 1  # of every sample: the same file gives the same model


def learn(
    records: Sequence[ComparableRecord],
    keys: Sequence[Sequence[str]] | None,
    *,
    default: Model,
    thresholds: Thresholds,
    name: str,
    data_set: str,
    made: str,
    seed: int = SEED,
) -> Model:
    """Return the model that fits these records best; no labels are needed.

    `keys` are their blocking keys where they are known, `made` is today's date in ISO 8601; what
    the records are too few to say comes from `default`. Raises TrainingError when there is too
    little to learn from.
    """
    keys = [blocking_keys(one) for one in records] if keys is None else keys
    trained = train(
        records, default=default, name=name, data_set=data_set, seed=seed, made=made, keys=keys
    )
    return refit(trained, records, keys, thresholds=thresholds, seed=seed)
