"""How does a pop in a terminal tell of a book that is still being loaded?"""

from collections.abc import Iterator

from context.books.model import Migrating
from context.contact_points.model import Reachable
from tellonce.cli.terminal import safe, when


def migrating_lines(found: Migrating) -> Iterator[str]:
    """Yield the book and file, when it is expected, what happens meanwhile, and whom to call."""
    expected = f"expected {when(found.expected_ms)}"
    state = "is late" if found.overdue else found.state
    file = f"{safe(found.former_company)}, file {safe(found.file)}"
    yield ""
    yield f"Book     {file}, {state}, {expected}; found by {', '.join(found.found_by)}"
    for sentence in filter(None, (found.service, found.contract)):
        yield f"         {safe(sentence)}"
    for point in found.contact_points:
        yield f"Call     {_point(point)}"


def _point(point: Reachable) -> str:
    may = f": {', '.join(point.may)}" if point.may else ""
    opens = f", opens {when(point.opens_at_ms)}" if point.opens_at_ms else ""
    closed = "" if point.is_open else f"  (closed{opens})"
    return safe(f"{point.name}, {point.channel} {point.address}{may}{closed}")
