"""How long does it take to index replies, and to judge a new one; and how often is that right?

    python tests/bench/bench_canned.py [--replies 100000] [--asked 5000] [--seed 5]

The replies are seeded and invented: two in three are put together from standard sentences, with
names, links and agents' initials filled in, one in three is an answer of its own. They join one by
one, and then as many more as `--asked` are judged, after as many that are not timed: in CPU time of
one core, the slowest hundredth on the wall as well, where a busy machine shows. How often it is
right is told by the half of the judged replies that the weights never saw
(tests/fixtures/canned/held_out.csv), without what the customers wrote.
"""

import argparse
import csv
import gc
import json
import random
import resource
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import quantiles

from report import BARS, print_figures

from context.canned.index import CannedIndex, Reply

HELD_OUT = Path(__file__).parents[1] / "fixtures" / "canned" / "held_out.csv"
OPENINGS = (
    "Hi {name},",
    "Hello {name}!",
    "Hey there!",
    "Dear {name},",
    "@{handle}",
    "@{handle} Hi {name}.",
    "@{handle} Oh no!",
    "Good morning {name},",
)
FEELINGS = (
    "We're sorry to hear this.",
    "Thanks for reaching out.",
    "I understand your frustration.",
    "We apologise for the inconvenience caused.",
    "Sorry about the trouble with your {thing}.",
    "Thank you for your patience.",
    "That's not the experience we want for you.",
    "We appreciate your feedback about the {thing}.",
)
SENDINGS = (
    "Please DM us your {number} so we can take a closer look.",
    "Kindly share your details here: https://t.example.com/{link} and we'll get back to you.",
    "Please call us on +1 555 01{digits} and our team will be happy to help.",
    "Send us a direct message with your {number} and we'll look into it.",
    "We have passed this on to the relevant team.",
    "We're looking into this and will update you as soon as we can.",
    "Please contact our support team: https://t.example.com/{link}",
    "Could you send us a private message with your {number}?",
)
ANSWERS = (
    "Your {thing} left {place} at {hour}:{digits} and will be with you on {day}.",
    "I have refunded {amount} for the {thing}, it takes until {day}.",
    "The {thing} is sold out in {colour}; {other} is back on {day}.",
    "{person} rings you on {day} about the {thing} from {place}.",
    "The shop in {place} opens at {hour} on {day} and has {amount} of the {thing}.",
    "The {colour} one fits your {thing}, the {other} one does not.",
    "A fault in {place} stopped the {thing}; it runs again since {hour}:{digits}.",
    "Was it the {colour} {thing} from {place}, or the {other} one that {person} sold you?",
)
CLOSINGS = ("", "", "^{initials}", "- {person}", "Have a great day! ^{initials}", "/{initials}")
NAMES = ("Ana", "Ben", "Chidi", "Dora", "Emil", "Farah", "Gus", "Hana", "Igor", "June", "Karl")
THINGS = ("backpack", "router", "parcel", "kettle", "booking", "lamp", "jacket", "seat", "washer")
PLACES = ("Leeds", "Lyon", "Porto", "Graz", "Reno", "Turin", "Ghent", "Bergen", "Cork", "Austin")
COLOURS = ("red", "green", "blue", "black", "white", "orange", "brown", "grey")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("order number", "account number", "booking reference", "postcode", "tracking number")


def replies(count: int, seed: int) -> Iterator[Reply]:
    """Yield seeded replies, a third of them answers."""
    rng = random.Random(seed)
    for number in range(count):
        parts = [rng.choice(OPENINGS), rng.choice(FEELINGS)]
        parts += [rng.choice(ANSWERS if rng.random() < 1 / 3 else SENDINGS), rng.choice(CLOSINGS)]
        text = " ".join(filter(None, parts)).format(**_filling(rng))
        yield Reply(f"r{number}", f"c{number // 2}", text)


def _filling(rng: random.Random) -> dict[str, str]:
    return {
        "name": rng.choice(NAMES),
        "person": rng.choice(NAMES),
        "handle": f"{rng.choice(NAMES).lower()}_{rng.randrange(10_000)}",
        "thing": rng.choice(THINGS),
        "number": rng.choice(NUMBERS),
        "link": f"{rng.randrange(16**6):06x}",
        "digits": f"{rng.randrange(10, 60)}",
        "hour": f"{rng.randrange(7, 20)}",
        "day": rng.choice(DAYS),
        "place": rng.choice(PLACES),
        "colour": rng.choice(COLOURS),
        "other": rng.choice(COLOURS),
        "amount": f"{rng.randrange(2, 90)}.{rng.randrange(10, 99)}",
        "initials": "".join(rng.sample("ABCDEFGHJKLMNPRSTW", 2)),
    }


def measure(count: int, asked: int, seed: int) -> dict[str, float]:
    made = list(replies(count + 2 * asked, seed))
    index = CannedIndex()
    index.judge(made[0])  # loads the tables
    started = time.process_time()
    for one in islice(made, count):
        index.add(one)
    indexed = time.process_time() - started
    gc.collect()
    gc.freeze()
    taken = [_judge_seconds(index, one) for one in made[count:]][asked:]
    busy, wall = (quantiles(seconds, n=100) for seconds in zip(*taken, strict=True))
    return {
        "replies": count,
        "index_seconds": indexed,
        "judge_p50_ms": busy[49] * 1e3,
        "judge_p99_ms": busy[98] * 1e3,
        "judge_p99_on_the_wall_ms": wall[98] * 1e3,
        **rightness(HELD_OUT),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _judge_seconds(index: CannedIndex, reply: Reply) -> tuple[float, float]:
    """Return CPU time and time on the wall."""
    wall, busy = time.perf_counter(), time.process_time()
    index.judge(reply)
    return time.process_time() - busy, time.perf_counter() - wall


def rightness(path: Path) -> dict[str, float]:
    """Return precision and recall on replies that a person judged."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    index = CannedIndex()
    judged = [(Reply(row["id"], row["customer"], row["text"]), row["canned"]) for row in rows]
    for one, _ in judged:
        index.add(one)
    said = [(index.judge(one).canned, canned == "true") for one, canned in judged]
    right = sum(canned and is_canned for canned, is_canned in said)
    return {
        "precision": right / sum(canned for canned, _ in said),
        "recall": right / sum(is_canned for _, is_canned in said),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how replies are judged.")
    parser.add_argument("--replies", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked.replies, asked.asked, asked.seed)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["canned"])


if __name__ == "__main__":
    main()
