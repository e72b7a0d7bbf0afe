"""What do complaints without a named cause have in common? A thing, or words said by several.

Each complaint has features: the things that it is about (a product, a batch, a contract) and pairs
of words that stand near each other. A feature that enough customers share is a group; features
that mean mostly the same customers are one group.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from context.insights.text import own_words
from context.journey.words import COMMON, singular

FEWEST: Final = 5  # customers who share it
MOST_GROUPS: Final = 20
NEAR: Final = 4  # words: two of them further apart say nothing together
MOST_WORDS: Final = 60  # of one complaint: a problem is named early
SAME: Final = 0.6  # of the customers of both: then two features are one group
SHORTEST: Final = 4  # letters of a word that may say what it is about


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint that no named cause explains."""

    key: str
    source: str
    source_id: str
    channel: str
    at_ms: int
    text: str
    customer_id: str
    about: tuple[str, ...] = ()  # "product Travel kettle", "batch 2026-03", "contract Plan S"


@dataclass(frozen=True, slots=True)
class Group:
    """Complaints that share something."""

    id: str
    features: tuple[str, ...]  # the commonest first
    said: tuple[Said, ...]  # newest first

    @property
    def title(self) -> str:
        return "; ".join(self.features[:3])

    @property
    def customers(self) -> int:
        return len({one.customer_id for one in self.said})


def groups_of(said: Iterable[Said], *, fewest: int = FEWEST) -> tuple[Group, ...]:
    """Return what at least `fewest` customers share, that of most customers first."""
    complaints = list(said)
    by_feature: dict[str, set[int]] = {}
    for place, one in enumerate(complaints):
        for feature in features_of(one):
            by_feature.setdefault(feature, set()).add(place)
    whose = {
        feature: frozenset(complaints[place].customer_id for place in places)
        for feature, places in by_feature.items()
    }
    shared = sorted(
        (one for one in whose if len(whose[one]) >= fewest), key=lambda one: (-len(whose[one]), one)
    )
    joined = _joined(shared, whose)[:MOST_GROUPS]
    return tuple(_group(features, by_feature, complaints) for features in joined)


def features_of(one: Said) -> set[str]:
    """Return what a complaint may share with others."""
    found = set(one.about)
    for sentence in own_words(one.text).split(". "):
        words = [
            singular(word)
            for word in sentence.split()[:MOST_WORDS]
            if len(word) >= SHORTEST and word.isalpha() and word not in COMMON
        ]
        for place, word in enumerate(words):
            others = words[place + 1 : place + NEAR]
            found |= {f"“{word} … {other}”" for other in others if other != word}
    return found


def _joined(shared: Sequence[str], whose: Mapping[str, frozenset[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    for feature in shared:
        for group in groups:
            both, either = whose[feature] & whose[group[0]], whose[feature] | whose[group[0]]
            if len(both) >= SAME * len(either):
                group.append(feature)
                break
        else:
            groups.append([feature])
    return groups


def _group(
    features: Sequence[str], by_feature: Mapping[str, set[int]], complaints: Sequence[Said]
) -> Group:
    places = set[int]().union(*(by_feature[one] for one in features))
    said = sorted((complaints[one] for one in places), key=lambda one: (-one.at_ms, one.key))
    digest = hashlib.blake2b(features[0].encode(), digest_size=6).hexdigest()
    return Group(f"found-{digest}", tuple(features), tuple(said))
