"""How long does it take to look for a whole vocabulary in posts, and how often is the tone right?

    python tests/bench/bench_mentions.py [--posts 100000] [--entries 500] [--seed 5]

Posts are seeded and invented: one in five names an entry, in one of the ways that people write it,
the others speak of everyday things, with words of the vocabulary's names among them. Each is read
as it would be when it comes in: what it names, its tone, and how urgent it is; in CPU time of one
core. The tone is measured on posts that were written and labelled for this
(tests/fixtures/mentions): `seen` ones helped to write the lexicon, `held_out` ones did not. They
are few, and by one hand, so a share is right to some ten percent at best.
"""

import argparse
import csv
import json
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from report import BARS, print_figures

from context.mentions.model import Author, Entry, Kind, Tone
from context.mentions.reading import read_post
from context.mentions.sentiment import asks_something, sentiment_of
from context.mentions.triage import triage
from context.mentions.vocabulary import make_vocabulary

LABELLED = Path(__file__).parents[1] / "fixtures" / "mentions" / "labelled.csv"
SYLLABLES = ("nor", "wen", "tal", "bri", "zo", "ka", "lum", "der", "vin", "sol", "mar", "qui")
ENDS = ("wind", "gale", "field", "mart", "ware", "tex", "ton", "ly", "co", "works")
WORDS = (
    "the a my to of and on at with for this that bag boots kettle shop order parcel clerk counter "
    "still never again today yesterday wind field ton works please thanks waiting broken great "
    "love bad good slow nice price box blue red old new two three week month train rain coffee"
)
PLAIN = WORDS.split()


def entries(count: int, rng: random.Random) -> list[Entry]:
    """Return seeded entries of all kinds, each written in several ways."""
    made: dict[str, Entry] = {}
    while len(made) < count:
        name = ("".join(rng.sample(SYLLABLES, 2)) + rng.choice(ENDS)).capitalize()
        kind = rng.choice((Kind.BRAND, Kind.PRODUCT, Kind.COMPETITOR))
        made[name] = Entry(
            kind,
            name,
            words=(f"{name} {rng.choice(ENDS)} store",),
            misspellings=(name.lower().replace("n", "nn", 1) + "e",),
            hashtags=(f"#{name.lower()}fail",),
            handles=(f"@{name.lower()}",),
            sites=(f"{name.lower()}.example.com",),
        )
    return list(made.values())


def posts(count: int, named: list[Entry], rng: random.Random) -> Iterator[str]:
    """Yield seeded posts of five to forty words."""
    for _ in range(count):
        words = rng.choices(PLAIN, k=rng.randrange(5, 40))
        if rng.random() < 0.2:
            words.insert(rng.randrange(len(words)), _written(rng.choice(named), rng))
        yield " ".join(words) + rng.choice((".", "!", "?", " 😡", ""))


def _written(entry: Entry, rng: random.Random) -> str:
    ways = (
        entry.name,
        entry.name.upper(),
        *entry.words,
        *entry.misspellings,
        *entry.hashtags,
        *entry.handles,
        f"https://{entry.sites[0]}/x?y=1",
    )
    return rng.choice(ways)


def measure(count: int, size: int, seed: int) -> dict[str, float]:
    rng = random.Random(seed)
    named = entries(size, rng)
    vocabulary = make_vocabulary(named)
    made = list(posts(count, named, rng))
    sentiment_of("warm up")
    started = time.process_time()
    found = 0
    for text in made:
        reading = read_post(text, vocabulary)
        if reading.found:
            found += 1
            tone = sentiment_of(text).tone
            triage(reach=500, tone=tone, asks=asks_something(text), author=Author())
    seconds = time.process_time() - started
    return {
        "posts": count,
        "entries": size,
        "seconds": seconds,
        "posts_a_second": count / seconds,
        "found_share": found / count,
        **rightness(LABELLED),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def rightness(path: Path) -> dict[str, float]:
    """Return the share of labelled posts whose tone is right, by language and half."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shares: dict[str, list[bool]] = {}
    for row in rows:
        is_right = sentiment_of(row["text"]).tone is Tone(row["tone"])
        shares.setdefault(f"tone_{row['language']}_{row['half']}", []).append(is_right)
    return {name: sum(right) / len(right) for name, right in sorted(shares.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how posts are read.")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.posts, asked.entries, asked.seed)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["mentions"])


if __name__ == "__main__":
    main()
