"""How are figures shown: each beside its bar. A bar says where to look; it never fails a run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure should reach: at least `least`, or at most `most`."""

    least: float | None = None
    most: float | None = None

    def met_by(self, figure: float) -> bool:
        return (self.least is None or figure >= self.least) and (
            self.most is None or figure <= self.most
        )

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


BARS: Final[dict[str, dict[str, Bar]]] = {
    "import": {
        "records_a_second": Bar(least=800),
        "last_to_first": Bar(least=0.60),
        "rss_mb": Bar(most=350),
    },
    "people": {
        "records_a_second": Bar(least=1_100),
        "last_to_first": Bar(least=0.75),
    },
    "bulk": {"written_a_second": Bar(least=1_000)},
    "million": {"deciding_seconds": Bar(most=120)},
    "pop": {
        "phone_p50_ms": Bar(most=6),
        "name_city_p50_ms": Bar(most=25),
        "http_to_bolt": Bar(least=0.6),
        "reads_a_pop": Bar(most=1),
    },
    "context": {
        "recompute_seconds": Bar(most=300),
        "busy_to_usual": Bar(most=3),
        "largest_answer_kb": Bar(most=20),
    },
    "busy": {"busy_to_alone_p99": Bar(most=5)},
    "push": {
        "same_process_p50_ms": Bar(most=20),
        "same_process_p99_ms": Bar(most=100),
        "other_process_p99_ms": Bar(most=300),
        "call_to_pop_p99_ms": Bar(most=1_000),
    },
    "concurrency": {
        "duplicates": Bar(most=0),
        "lost": Bar(most=0),
        "given_up": Bar(most=0),
        "gaps": Bar(most=0),
        "disorder": Bar(most=0),
    },
    "customers": {
        "b3_f1": Bar(least=0.94),
        "b3_precision": Bar(least=0.99),
        "review_share": Bar(most=0.10),
    },
    "generator": {"b3_f1": Bar(least=0.88), "b3_precision": Bar(least=0.985)},
    "historical": {
        "b3_f1": Bar(least=0.925),
        "b3_precision": Bar(least=0.985),
        "pair_f1": Bar(least=0.91),
    },
    "febrl": {"febrl3_pair_f1": Bar(least=0.99), "febrl4_pair_f1": Bar(least=0.99)},
    "lookup": {
        "first": Bar(least=0.85),
        "among_five": Bar(least=0.95),
        "attached_wrongly": Bar(most=0),
    },
    "households": {"merged": Bar(most=0)},
    "books": {"announce_seconds": Bar(most=60)},
    "calibration": {"error_when_reset": Bar(most=0.03)},
    "scorer": {
        "pairs_a_second": Bar(least=120_000),
        "duckdb_largest_difference": Bar(most=1e-9),
        "splink_largest_difference": Bar(most=1e-9),
    },
    "mentions": {"seconds": Bar(most=60), "tone_en_held_out": Bar(least=0.70)},
    "canned": {
        "index_seconds": Bar(most=60),
        "judge_p99_ms": Bar(most=5),
        "precision": Bar(least=0.9),
        "recall": Bar(least=0.8),
    },
    "decision": {"decision_p50_ms": Bar(most=0.1), "decision_p99_ms": Bar(most=1.5)},
}


def table(rows: Iterable[tuple[str, Any, Bar | None]]) -> str:
    """Return the rows as a Markdown table: what, measured, bar, whether it is met."""
    cells = [("what", "measured", "bar", "")]
    cells += [
        (what, _shown(figure), str(bar or ""), _mark(figure, bar)) for what, figure, bar in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def print_figures(figures: Mapping[str, Any], bars: Mapping[str, Bar]) -> None:
    print(table((name, figure, bars.get(name)) for name, figure in figures.items()))


def _shown(figure: object) -> str:
    if isinstance(figure, float):
        return f"{figure:,.4f}" if abs(figure) < 1 else f"{figure:,.2f}"
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def _mark(figure: object, bar: Bar | None) -> str:
    if bar is None or not isinstance(figure, int | float):
        return ""
    return "ok" if bar.met_by(figure) else "MISSED"
