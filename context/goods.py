"""By which keys are ordered goods and what is in stock found together?"""

from collections.abc import Iterable

from context.records import OrderRecord, ProductRecord
from graph.access import Row
from graph.keys import Keys

MOST_LINES = 50  # of an order: what is looked up stays small


def product_keys(product: ProductRecord, keys: Keys) -> Row:
    """Return the keys of the product's model and of the product that it replaces.

    All variants of one name are one model, whichever system counts their stock.
    """
    row: Row = {"model_key": _model_key(product.name, keys)}
    if product.replaces:
        row["replaces_key"] = keys.activity("Product", product.source, product.replaces)
    return row


def ordered_keys(order: OrderRecord, keys: Keys) -> Row:
    """Return the keys of the models and of the products that the order's lines name."""
    lines = order.lines[:MOST_LINES]
    row = {
        "model_keys": _distinct(_model_key(one.name, keys) for one in lines if one.name),
        "product_keys": _distinct(
            keys.activity("Product", order.source, one.sku) for one in lines if one.sku
        ),
    }
    return {name: found for name, found in row.items() if found}


def _model_key(name: str, keys: Keys) -> str:
    return keys.key("Model", " ".join(name.casefold().split()))


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
