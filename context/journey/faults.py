"""Does a customer's text report that the goods are faulty, or not what was ordered? (English.)"""

import re
from typing import Final

NOT: Final = r"(?<!not\ )(?<!n't\ )(?<!never\ )(?<!no\ )"
FAULT: Final = re.compile(
    NOT
    + r"""\b(
      dead\ on\ arrival | doa | dead\ out\ of\ the\ box
    | (?:(?<=is\ )|(?<=was\ )|(?<=came\ )|(?<=arrived\ ))dead(?!\ (?:easy|simple|slow|cheap))
    | broken | broke | defective | faulty | damaged | cracked | shattered | leak(?:s|ing|ed)
    | (?:does|did|do|will)(?:\ not|n't|n’t)\ (?:work|start|turn\ on|switch\ on|charge)
    | (?:is|was)(?:n't|n’t)\ working
    | won(?:'|’)t\ (?:work|start|turn\ on|switch\ on|charge)
    | not\ working | stopped\ working
    | (?:the\ )?wrong\ (?:item|size|model|colou?r|product|one)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def reported_fault(text: str | None) -> str | None:
    """Return the words that report a fault, in lower case, or None."""
    found = FAULT.search(text or "")
    return found.group(1).lower() if found else None
