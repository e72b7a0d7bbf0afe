"""How is a limit written? Amounts by currency, and how often in how many days."""

from decimal import Decimal
from typing import Final

from context.policies.document import Spot
from context.policies.model import Counted, Limit
from context.policies.operand import WrongOperandError, amount, between, currency_code, one_of

KEYS: Final = ("amounts", "times", "days", "counted")
OFTEN: Final = ("times", "days", "counted")
LONGEST_DAYS: Final = 3_660


def read_limit(spot: Spot) -> Limit | None:
    """Return the limit; None, with what is wrong noted, when it cannot be used."""
    if not spot.table(KEYS):
        return None
    if not any(key in spot for key in KEYS):
        spot.fault(f"one of {', '.join(KEYS)}")
    given = [key for key in OFTEN if key in spot]
    if given and len(given) < len(OFTEN):
        spot.fault("times, days and counted together", f"{' and '.join(given)} alone")
    times = spot["times"].read(between(1, 1_000))
    days = spot["days"].read(between(1, LONGEST_DAYS))
    counted = spot["counted"].read(one_of(Counted))
    amounts = _amounts(spot["amounts"]) if "amounts" in spot else {}
    return Limit(amounts, times, days, Counted(counted) if counted else None)


def _amounts(spot: Spot) -> dict[str, Decimal]:
    if not isinstance(spot.value, dict) or not spot.value:
        spot.fault("amounts by currency, like { USD = 250 }")
        return {}
    amounts = {}
    for currency in spot.value:
        most = spot[currency].read(_above_zero)
        try:
            code = currency_code(currency)
        except WrongOperandError as error:
            spot[currency].fault(error.expected, f"the currency {currency!r}")
            continue
        if most is not None:
            amounts[code] = most
    return amounts


def _above_zero(raw: object) -> Decimal:
    most = amount(raw)
    if not most:
        raise WrongOperandError("an amount above zero")
    return most
