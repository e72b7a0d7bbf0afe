"""An explanation as a picture: the prior, a bar for each comparison, the sum, and the thresholds.

The SVG stands alone: no script, no font, no reference to anything outside; it follows the reader's
light or dark colours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from identity.explanation import Explanation, Outcome

WIDTH: Final = 920
MARGIN: Final = 28
CHART_LEFT: Final = 372  # right of the labels
CHART_RIGHT: Final = WIDTH - 84  # room for a bar's bits
HEAD: Final = 96  # title, sentence, names of the zones
ROW: Final = 42
BAR: Final = 20
FOOT: Final = 58  # the axis, and air before the next panel
LABEL_CHARACTERS: Final = 50
VALUE_CHARACTERS: Final = 54
TITLE_CHARACTERS: Final = 92
SENTENCE_CHARACTERS: Final = 126

STYLE: Final = """
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
         font-size: 13px; fill: #1c2430; }
  .page { fill: #ffffff; }
  .title { font-size: 17px; font-weight: 600; }
  .said, .value, .zone, .axis { fill: #5d6878; }
  .value, .zone, .axis { font-size: 11.5px; }
  .bits { font-variant-numeric: tabular-nums; font-weight: 600; }
  .for { fill: #2878b5; } .against { fill: #d0653a; } .prior { fill: #9aa3ae; }
  .sum { fill: #1c2430; }
  .link-zone { fill: #2878b5; fill-opacity: .08; }
  .review-zone { fill: #c99a1c; fill-opacity: .14; }
  .zero { stroke: #aab2bd; } .step { stroke: #aab2bd; stroke-dasharray: 2 3; }
  .threshold { stroke: #7a8594; stroke-dasharray: 5 4; } .rule { stroke: #d9dee5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e7ebf0; } .page { fill: #14181e; }
    .said, .value, .zone, .axis { fill: #9da8b6; }
    .for { fill: #5aa9e0; } .against { fill: #ec8a5f; } .prior { fill: #6f7986; }
    .sum { fill: #e7ebf0; } .rule { stroke: #2c343e; }
    .zero, .step { stroke: #56606c; } .threshold { stroke: #8e99a7; }
    .link-zone { fill: #5aa9e0; fill-opacity: .12; }
    .review-zone { fill: #d9ad3c; fill-opacity: .16; }
  }
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One explanation with its title, e.g. "crm 9 and the other records of Ana Lopez"."""

    title: str
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    value: str
    kind: str
    start: float
    end: float
    bits: str


def waterfall(panels: Sequence[Panel]) -> str:
    """Return one SVG document with a waterfall for each panel, one under the other."""
    heights = [_height(one.explanation) for one in panels]
    total = MARGIN + sum(heights) - FOOT + 30
    scale = _Scale.over([one.explanation for one in panels])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{total}" '
        f'viewBox="0 0 {WIDTH} {total}" role="img">',
        f"<title>{_text('; '.join(one.title for one in panels))}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{total}"/>',
    ]
    top = MARGIN
    for panel, height in zip(panels, heights, strict=True):
        lines.append(f'<g transform="translate(0 {top})">')
        lines += _panel(panel, scale)
        lines.append("</g>")
        top += height
    return "\n".join([*lines, "</svg>", ""])


def _height(explanation: Explanation) -> int:
    return HEAD + ROW * (len(explanation.evidence) + 2) + FOOT


def _panel(panel: Panel, scale: "_Scale") -> Iterator[str]:
    explanation = panel.explanation
    bars = _bars(explanation)
    bottom = HEAD + ROW * len(bars)
    chance = explanation.chance
    source = f"from {chance.judged} judgements" if chance.calibrated else "by its weight alone"
    sentence = f"{explanation.words} ({share_words(chance.probability)}, {source})"
    yield _label(MARGIN, 16, "title", panel.title, TITLE_CHARACTERS)
    yield _label(MARGIN, 40, "said", sentence, SENTENCE_CHARACTERS)
    yield from _zones(explanation, scale, bottom)
    for number, bar in enumerate(bars):
        yield from _row(bar, scale, HEAD + ROW * number, is_last=number == len(bars) - 1)
    for bits in scale.ticks():
        yield _anchored(
            scale.x(bits), bottom + 16, "axis", _signed(f"{bits:+d}") if bits else "0 bits"
        )


def _bars(explanation: Explanation) -> list[_Bar]:
    reached = explanation.prior
    prior = explanation.prior_words.partition(": ")[2]
    bars = [_Bar("before any evidence", prior, "prior", 0.0, reached, _bits(reached))]
    for one in explanation.evidence:
        values = explanation.values_of(one.comparison)
        told = "" if values is None else _values(values.left, values.right)
        if one.rarity is not None:
            told += f"  ({one.rarity}: {_bits(one.frequency_bits)})"
        kind = "for" if one.weight >= 0 else "against"
        end = reached + one.weight
        bars.append(_Bar(one.words, told.strip(), kind, reached, end, _bits(one.weight)))
        reached = end
    words = {
        Outcome.LINK: "enough for a link",
        Outcome.REVIEW: "a person judges",
        Outcome.APART: "too little even to ask",
    }
    total = explanation.weight
    bars.append(_Bar("in all", words[explanation.outcome], "sum", 0.0, total, _bits(total)))
    return bars


def _values(left: str | None, right: str | None) -> str:
    if left == right:
        return left or ""
    return f"{left or 'unknown'} / {right or 'unknown'}"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Bits to pixels, the same in all panels."""

    low: float
    high: float

    @classmethod
    def over(cls, explanations: Sequence[Explanation]) -> "_Scale":
        ends = [0.0]
        for one in explanations:
            ends += [end for bar in _bars(one) for end in (bar.start, bar.end)]
            ends += [one.link_bits, one.review_bits]
        low, high = min(ends), max(ends)
        room = 0.04 * (high - low)
        return cls(low - room, high + room)

    def x(self, bits: float) -> float:
        share = (bits - self.low) / (self.high - self.low)
        return CHART_LEFT + share * (CHART_RIGHT - CHART_LEFT)

    def ticks(self) -> range:
        step = next(one for one in (2, 5, 10, 20, 50, 100) if (self.high - self.low) / one <= 9)
        first = -(-int(self.low) // step) * step
        return range(first, int(self.high) + 1, step)


def _zones(explanation: Explanation, scale: _Scale, bottom: int) -> Iterator[str]:
    """Draw where a pair is linked, where a person judges, and the thresholds between."""
    review, link = scale.x(explanation.review_bits), scale.x(explanation.link_bits)
    top, high = HEAD - 10, bottom - HEAD + 10
    yield f'<rect class="review-zone" {_box(review, top, link - review, high)}/>'
    yield f'<rect class="link-zone" {_box(link, top, CHART_RIGHT - link, high)}/>'
    yield _line("zero", scale.x(0), top, bottom)
    for at, words, anchor, shift in (
        (review, _signed(f"review {explanation.review_bits:g}"), "end", -5),
        (link, _signed(f"link {explanation.link_bits:g}"), "start", 5),
    ):
        yield _line("threshold", at, top - 12, bottom)
        yield (
            f'<text class="zone" x="{at + shift:.1f}" y="{top - 4}" '
            f'text-anchor="{anchor}">{_text(words)}</text>'
        )


def _row(bar: _Bar, scale: _Scale, top: int, *, is_last: bool) -> Iterator[str]:
    left, right = sorted((scale.x(bar.start), scale.x(bar.end)))
    middle = top + ROW // 2
    if is_last:
        yield f'<line class="rule" x1="{MARGIN}" y1="{top}" x2="{WIDTH - MARGIN}" y2="{top}"/>'
    lift = 3 if bar.value else -4
    yield _label(MARGIN, middle - lift, "what", bar.label, LABEL_CHARACTERS)
    if bar.value:
        yield _label(MARGIN, middle + 13, "value", bar.value, VALUE_CHARACTERS)
    box = _box(left, middle - BAR // 2, max(right - left, 1.5), BAR)
    yield f'<rect class="{bar.kind}" {box} rx="2"/>'
    if bar.end >= bar.start:
        at, anchor = right + 6, "start"
    else:
        at, anchor = left - 6, "end"
    yield (
        f'<text class="bits" x="{at:.1f}" y="{middle + 4.5}" text-anchor="{anchor}">'
        f"{_text(bar.bits)}</text>"
    )
    if not is_last:
        yield _line("step", scale.x(bar.end), middle + BAR // 2, top + ROW + (ROW - BAR) // 2)


def _bits(weight: float) -> str:
    return _signed(f"{weight:+.1f}")


def _signed(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def share_words(probability: float) -> str:
    """Return a probability for people: never a certainty that nobody has."""
    if probability > 0.9999:
        return "over 99.99 %"
    if probability < 0.0001:
        return "under 0.01 %"
    digits = 2 if probability > 0.99 or probability < 0.01 else 1
    return f"{probability * 100:.{digits}f} %"


def _label(x: float, y: float, kind: str, text: str, characters: int) -> str:
    """Return a text of at most so many characters; the whole one shows when pointed at."""
    if len(text) <= characters:
        return f'<text class="{kind}" x="{x}" y="{y}">{_text(text)}</text>'
    short = _text(text[: characters - 1] + "…")
    return f'<text class="{kind}" x="{x}" y="{y}">{short}<title>{_text(text)}</title></text>'


def _anchored(x: float, y: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y}" text-anchor="middle">{_text(text)}</text>'


def _line(kind: str, x: float, top: float, bottom: float) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'


def _text(text: str) -> str:
    """Return the text as XML may hold it: escaped, without the characters that XML forbids."""
    return escape("".join(one if _is_allowed(one) else "�" for one in text))


def _is_allowed(character: str) -> bool:
    code = ord(character)
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or (0x10000 <= code <= 0x10FFFF)
    )
