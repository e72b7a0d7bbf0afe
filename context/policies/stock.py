"""Which model did the customer order, what came before it, and which variants are in stock?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import LineView, OrderView, ProductView

WORD: Final = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Range:
    """A model with the variants that it comes in."""

    name: str
    in_stock: tuple[str, ...]
    variants: int


def item_of(order: OrderView, said: str) -> LineView | None:
    """Return the line that the customer's words name best, else the first that has a name."""
    named = [line for line in order.lines if line.name] or list(order.lines)
    words = set(WORD.findall(said.casefold()))
    return max(named, key=lambda line: len(words & _words(line)), default=None)


def ordered_range(line: LineView, products: Sequence[ProductView]) -> Range | None:
    """Return the ordered model with its variants in stock; None when no product is known."""
    return _range(_model(line, products))


def former_range(line: LineView, products: Sequence[ProductView]) -> Range | None:
    """Return the model that the ordered one came in the place of, if that is known."""
    replaced = {(one.source, one.replaces) for one in _model(line, products) if one.replaces}
    names = {one.name.casefold() for one in products if (one.source, one.id) in replaced}
    former = [one for one in products if one.name.casefold() in names]
    return _range(former) if len(names) == 1 else None


def stock_of(line: LineView, products: Sequence[ProductView]) -> int | None:
    """Return how many of the very same variant there are; None when nobody says."""
    same = [one for one in products if line.sku and one.id == line.sku]
    if not same:
        variant = (line.variant or "").casefold()
        same = [one for one in _model(line, products) if (one.variant or "").casefold() == variant]
    counted = [one.stock for one in same if one.stock is not None]
    return max(counted, default=None)


def _model(line: LineView, products: Sequence[ProductView]) -> list[ProductView]:
    names = {one.name.casefold() for one in products if line.sku and one.id == line.sku}
    names = names or {(line.name or "").casefold()}
    return [one for one in products if one.name.casefold() in names]


def _range(model: Sequence[ProductView]) -> Range | None:
    if not model:
        return None
    variants = {(one.variant or one.name).casefold(): one.variant or one.name for one in model}
    there = {(one.variant or one.name).casefold() for one in model if (one.stock or 0) > 0}
    in_stock = tuple(sorted(variants[one] for one in there))
    return Range(model[0].name, in_stock, len(variants))


def _words(line: LineView) -> set[str]:
    return set(WORD.findall((line.name or "").casefold()))
