"""How does a screen pop look in a terminal? Who first, then what to say, then why."""

from collections.abc import Iterator

from context.pop import Candidate, NextAction, Resolution, Route, ScreenPop
from graph.model import CaseView, CustomerView, InteractionView, OrderView
from tellonce.cli.book_text import migrating_lines
from tellonce.cli.matter_text import closed_matter_lines, open_matter_lines, tried_text
from tellonce.cli.standing_text import asset_lines, household_lines, standing_lines
from tellonce.cli.terminal import safe, when
from tellonce.cli.why_text import explanation_lines, why_customer_lines

SHOWN = 5  # interactions, orders and the like; --json has them all
SNIPPET = 90  # characters of a message


def pop_text(pop: ScreenPop) -> str:
    """Return the pop as lines for a person to read."""
    return "\n".join(_lines(pop))


def _lines(pop: ScreenPop) -> Iterator[str]:
    yield f"{pop.resolution.value:<8} {_who(pop)}"
    yield from _customer(pop.customer) if pop.customer else ()
    yield ""
    yield f"Say      {safe(pop.acknowledgement)}"
    if pop.question:
        yield f"Ask      {safe(pop.question.text)}  ({safe(pop.question.why)})"
    for action in pop.next_actions:
        yield f"Do       {safe(action.text)}  ({safe(action.why)})"
        yield from _bounds(action)
    yield from _route(pop.route)
    yield from migrating_lines(pop.migrating) if pop.migrating else ()
    yield from _candidates(pop.candidates)
    yield from _troubles(pop)
    yield from _section("Promises", [safe(one.words) for one in pop.promises])
    if pop.customer:
        yield from _section("Standing", list(standing_lines(pop.customer)))
        yield from _section("Home", list(household_lines(pop.customer)), most=2 * SHOWN)
        yield from _section("Owns", list(asset_lines(pop.customer)), most=2 * SHOWN)
    yield from _section("Orders", [_order(one) for one in pop.orders])
    yield from _section("Cases", [_case(one) for one in pop.cases])
    yield from _section("Lately", [_interaction(one) for one in pop.interactions])
    yield from why_customer_lines(pop.why)


def _who(pop: ScreenPop) -> str:
    if pop.migrating and pop.resolution is Resolution.MIGRATING:
        return f"a customer of {safe(pop.migrating.former_company)}, not loaded yet"
    if pop.customer:
        place = f", {safe(pop.customer.city)}" if pop.customer.city else ""
        return f"{safe(pop.customer.name or 'a customer without a name')}{place}"
    if pop.resolution is Resolution.SEVERAL:
        count = len(pop.candidates)
        fit = "one customer fits" if count == 1 else f"{count} customers fit"
        return f"{fit}, and nothing proves it yet: ask before you say anything personal"
    return "nobody that we know of"


def _customer(customer: CustomerView) -> Iterator[str]:
    found = f"found by {', '.join(customer.matched)}; " if customer.matched else ""
    yield f"         {found}known to {', '.join(map(safe, customer.sources)) or 'no source'}"
    for one in customer.identifiers[: 2 * SHOWN]:
        yield f"         {one.kind:<8} {safe(one.value)}{'  (shared)' if one.shared else ''}"


def _bounds(action: NextAction) -> Iterator[str]:
    """Yield who may do it, within which limit, and who answers for it by when."""
    parts = [f"by whoever may {action.authority}"] if action.authority else []
    parts += [action.limit] if action.limit else []
    due = f" by {when(action.due_ms)}" if action.due_ms is not None else ""
    parts += (
        [f"{action.owner or 'whoever takes it'} answers for it{due}"]
        if (action.owner or due)
        else []
    )
    if parts:
        yield f"         {safe('; '.join(parts))}"


def _route(route: Route) -> Iterator[str]:
    """Yield the desk and why, what is at stake included; below it what to ask first and who."""
    yield f"Desk     {safe(route.desk)}  ({safe(route.why)})"
    if route.ask:
        yield f"         ask first: {safe(route.ask)}"
    parts = [f"wrong: {route.outcome.why}"] if route.outcome.wrong else []
    if route.decided_at_ms is not None:
        parts += [route.placement.reason] if route.placement else []
        parts.append(f"decided {when(route.decided_at_ms)}")
    if parts:
        yield f"         {safe('; '.join(parts))}"


def _candidates(candidates: tuple[Candidate, ...]) -> Iterator[str]:
    for one in candidates:
        yield ""
        name = safe(one.name or "without a name")
        namesakes = f", {one.namesakes} of that name there" if one.namesakes > 1 else ""
        yield f"{one.probability:>6.1%}   {name}, {safe(one.city or 'city unknown')}{namesakes}"
        if one.explanation is not None:
            yield from explanation_lines(one.explanation)
            continue
        for evidence in one.evidence:
            said = f"{safe(evidence.ours or '-')} / {safe(evidence.theirs or '-')}"
            yield f"         {evidence.weight:+5.1f} bits  {safe(evidence.words)}: {said}"


def _troubles(pop: ScreenPop) -> Iterator[str]:
    if pop.attempts:
        yield ""
        yield f"Tried    {tried_text(pop.effort)}"
    for attempt in pop.attempts:
        yield f"         {when(attempt.at_ms)}  {attempt.channel:<7} {safe(attempt.words)}"
    yield from _section("Matters", list(open_matter_lines(pop.matters)), most=3 * SHOWN)
    yield from _section("Closed", list(closed_matter_lines(pop.closed_matters)), most=2 * SHOWN)


def _section(title: str, lines: list[str], most: int = SHOWN) -> Iterator[str]:
    if not lines:
        return
    yield ""
    for number, line in enumerate(lines[:most]):
        yield f"{'' if number else title:<8} {line}"
    if len(lines) > most:
        yield f"         … and {len(lines) - most} more"


def _order(order: OrderView) -> str:
    what = ", ".join(safe(line.name or line.sku or "?") for line in order.lines)
    total = f"{order.total} {order.currency or ''}" if order.total else ""
    return _columns(when(order.placed_at_ms), order.id, what, total, order.status)


def _case(case: CaseView) -> str:
    return _columns(when(case.opened_at_ms), case.id, case.status, case.subject)


def _columns(*texts: str | None) -> str:
    return "  ".join(safe(one) for one in texts if one)


def _interaction(one: InteractionView) -> str:
    arrow = "→" if one.direction == "out" else "←"
    said = safe(one.text or one.status or "")
    text = said if len(said) <= SNIPPET else said[: SNIPPET - 1] + "…"
    return f"{when(one.started_at_ms)}  {arrow} {one.channel:<7} {one.kind:<9} {text}"
