"""By which keys are goods found together: ordered ones and stock, and those of one batch?"""

from collections.abc import Iterable

from context.records import AssetRecord, ContractRecord, OrderRecord, ProductRecord
from graph.access import Row
from graph.keys import Keys
from graph.queries.contracts import price_entry

MOST_LINES = 50  # of an order: what is looked up stays small


def product_keys(product: ProductRecord, keys: Keys) -> Row:
    """Return the keys of the product's model, of what it replaces and of what it fits.

    All variants of one name are one model, whichever system counts their stock.
    """
    row: Row = {"model_key": _model_key(product.name, keys)}
    if product.replaces:
        row["replaces_key"] = keys.activity("Product", product.source, product.replaces)
    if product.fits:
        row["fits_keys"] = [keys.activity("Product", product.source, one) for one in product.fits]
    return row


def ordered_keys(order: OrderRecord, keys: Keys) -> Row:
    """Return the keys of the models and products that the order's lines name, and of its shop."""
    lines = order.lines[:MOST_LINES]
    row: Row = {
        "model_keys": _distinct(_model_key(one.name, keys) for one in lines if one.name),
        "product_keys": _distinct(
            keys.activity("Product", order.source, one.sku) for one in lines if one.sku
        ),
    }
    if order.place:
        row["place_key"] = keys.activity("Place", order.source, order.place)
    return {name: found for name, found in row.items() if found}


def batch_of(asset: AssetRecord, keys: Keys) -> Row:
    """Return the keys of the batch that the asset was made in, and of what it is one of.

    That is the product that its source names, or else all that is called like it.
    """
    row = {"batch_key": batch_key(asset.batch, keys)} if asset.batch else {}
    if asset.product:
        row["product_key"] = keys.activity("Product", asset.source, asset.product)
    else:
        row["model_key"] = _model_key(asset.name, keys)
    return row


def batch_key(batch: str, keys: Keys) -> str:
    """Return the key of a batch, however its number is spaced and written."""
    return keys.key("Batch", "".join(batch.casefold().split()))


def price_of(contract: ContractRecord, _keys: Keys) -> Row:
    """Return the price that this version of the contract says, which the node keeps for ever."""
    if contract.price is None:
        return {}
    at = contract.updated_at or contract.starts_at
    at_ms = round(at.timestamp() * 1000) if at else 0
    price = str(contract.price)
    return {"prices": [price_entry(at_ms, contract.currency, price, contract.interval)]}


def _model_key(name: str, keys: Keys) -> str:
    return keys.key("Model", " ".join(name.casefold().split()))


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
