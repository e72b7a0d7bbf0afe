"""How does a pair look to whoever judges it? Both records side by side, then the evidence."""

import shutil
from collections.abc import Iterator
from typing import Final

from identity.explanation import Explanation
from identity.review_case import CaseSide, ReviewCase
from tellonce.cli.terminal import safe

LABEL: Final = 9
NARROWEST: Final = 24  # characters of a side
WIDEST: Final = 48
BAR: Final = 48  # characters of the bar of bits
MOST_BITS: Final = 24.0  # at the bar's right end; its left end is as many below zero
HELP: Final = """\
  s  same: one person; the two customers become one
  d  different: two people; they never become one again on this evidence
  u  unsure: leave it for later
  z  undo the last answer
  q  quit; everything answered so far is kept
  ?  this help"""


def case_text(case: ReviewCase, *, number: int, of: int, columns: int | None = None) -> str:
    """Return what the judge sees. Nothing in it tells a check from a pair in doubt."""
    width = columns or shutil.get_terminal_size().columns
    side = max(NARROWEST, min(WIDEST, (width - LABEL - 4) // 2))
    return "\n".join(_lines(case, side, number, of))


def _lines(case: ReviewCase, width: int, number: int, of: int) -> Iterator[str]:
    left, right = case.left, case.right
    yield ""
    names = f"{_fit(_name(left), width)}  {_fit(_name(right), width)}".rstrip()
    yield f"{f'{number} of {of}':<{LABEL}}{names}"
    yield f"{'':<{LABEL}}{'-' * width}  {'-' * width}"
    ours, theirs = dict(left.told), dict(right.told)
    for field in dict.fromkeys((*ours, *theirs)):
        pair = _fit(ours.get(field, ""), width), _fit(theirs.get(field, ""), width)
        yield f"{field:<{LABEL}}{pair[0]}  {pair[1]}".rstrip()
    yield from _beside(left, right, width)
    yield ""
    yield from _evidence(case.explanation)


def _name(side: CaseSide) -> str:
    return f"{side.source} {side.source_id}"


def _beside(left: CaseSide, right: CaseSide, width: int) -> Iterator[str]:
    """Yield the other records of both customers: they would be joined too."""
    ours, theirs = _listed(left), _listed(right)
    for row in range(max(len(ours), len(theirs))):
        pair = [_fit(one[row] if row < len(one) else "", width) for one in (ours, theirs)]
        yield f"{'' if row else 'with':<{LABEL}}{pair[0]}  {pair[1]}".rstrip()


def _listed(side: CaseSide) -> list[str]:
    more = [f"and {side.more_beside} more"] if side.more_beside else []
    return [*side.beside, *more] or ["no other record"]


def _evidence(explanation: Explanation) -> Iterator[str]:
    for one in explanation.evidence:
        yield f"{one.weight:+7.1f}  {one.words}"
    yield f"{explanation.prior:+7.1f}  {explanation.prior_words}"
    yield f"{explanation.weight:+7.1f}  {bits_bar(explanation)}"
    guard = explanation.guard
    for said in (explanation.veto, guard.words if guard and not guard.holds else None):
        if said is not None:
            yield f"{'':<{LABEL}}{safe(said)}"


def bits_bar(explanation: Explanation) -> str:
    """Return the weight on a line of bits: "|" are the thresholds, "#" is how far it reaches."""
    cells = ["·"] * (BAR + 1)
    zero = BAR // 2
    reached = _cell(explanation.weight)
    for cell in range(min(zero, reached), max(zero, reached) + 1):
        cells[cell] = "#"
    for bits in (explanation.review_bits, explanation.link_bits):
        cells[_cell(bits)] = "|"
    return "".join(cells)


def _cell(bits: float) -> int:
    held = max(-MOST_BITS, min(MOST_BITS, bits))
    return round(BAR / 2 * (1 + held / MOST_BITS))


def _fit(text: str, width: int) -> str:
    shown = safe(text)
    if len(shown) > width:
        shown = shown[: width - 1] + "…"
    return f"{shown:<{width}}"
