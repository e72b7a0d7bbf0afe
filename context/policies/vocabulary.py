"""Which facts are there, and what may a policy or a routing rule range over?"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from context.journey.problem import Problem
from context.policies.about_customer import CUSTOMER_FACTS
from context.policies.about_matter import MATTER_FACTS, said
from context.policies.about_order import ORDER_FACTS
from context.policies.about_things import THING_FACTS
from context.policies.fact import ALWAYS, Fact, Subject

FACTS: Final[Mapping[str, Fact]] = {
    one.name: one for one in (*CUSTOMER_FACTS, *MATTER_FACTS, *ORDER_FACTS, *THING_FACTS)
}
WORD: Final = re.compile(r"[^\W\d_]{4,}")


def facts_for(over: str) -> Mapping[str, Fact]:
    """Return the facts that are there for whatever ranges over `over`: "matter", "order"…"""
    return {name: fact for name, fact in FACTS.items() if fact.of in (*ALWAYS, over)}


def _matter(subject: Subject) -> Iterator[Subject]:
    yield subject


def _orders(subject: Subject) -> Iterator[Subject]:
    return (replace(subject, order=one) for one in subject.problem.orders)


def _attempts(subject: Subject) -> Iterator[Subject]:
    return (replace(subject, attempt=one) for one in subject.problem.attempts)


def _cases(subject: Subject) -> Iterator[Subject]:
    return (replace(subject, case=one) for one in subject.problem.cases)


def _assets(subject: Subject) -> Iterator[Subject]:
    return (
        replace(subject, asset=one)
        for one in subject.customer.assets
        if _is_about(subject.problem, f"asset {one.id}", one.name)
    )


def _contracts(subject: Subject) -> Iterator[Subject]:
    return (
        replace(subject, contract=one)
        for one in subject.customer.contracts
        if _is_about(subject.problem, f"contract {one.id}", one.name)
    )


# What a policy may range over: for each problem, the subjects that it is asked of.
RANGES: Final[Mapping[str, Callable[[Subject], Iterator[Subject]]]] = {
    "matter": _matter,
    "order": _orders,
    "attempt": _attempts,
    "case": _cases,
    "asset": _assets,
    "contract": _contracts,
}


def _is_about(problem: Problem, reference: str, name: str) -> bool:
    """Return whether the problem refers to it, or the customer's words name it."""
    if reference in problem.about:
        return True
    words = set(WORD.findall(" ".join(said(problem)).casefold()))
    return bool(words & set(WORD.findall(name.casefold())))
