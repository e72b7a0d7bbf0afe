"""What is compared over a pair of records, in the order in which evidence is told."""

from typing import Final

from identity.comparisons.address import ADDRESS
from identity.comparisons.birth_date import BIRTH_DATE
from identity.comparisons.city import CITY
from identity.comparisons.comparison import Comparison
from identity.comparisons.email import EMAIL
from identity.comparisons.handle import HANDLE
from identity.comparisons.name import NAME
from identity.comparisons.number import NUMBER
from identity.comparisons.occupation import OCCUPATION
from identity.comparisons.phone import PHONE
from identity.comparisons.postcode import POSTCODE

COMPARISONS: Final[tuple[Comparison, ...]] = (
    NAME,
    CITY,
    PHONE,
    EMAIL,
    HANDLE,
    NUMBER,
    BIRTH_DATE,
    POSTCODE,
    ADDRESS,
    OCCUPATION,
)
