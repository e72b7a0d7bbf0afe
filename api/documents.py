"""May this GraphQL document run: parsed, measured and validated once, then remembered."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)

from api.cost import check_costs, costs
from api.limits import Limits, Size, check, measure

REMEMBERED_DOCUMENTS: Final = 500
LONGEST_REMEMBERED: Final = 64_000  # characters
MOST_ERRORS: Final = 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may run, or the reasons why it may not."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    sizes: Mapping[str | None, Size] = field(default_factory=dict)  # by operation name
    costs: Mapping[str | None, int] = field(default_factory=dict)  # likewise

    def operation(self, name: str | None) -> Size | None:
        """Return the operation of this name; without a name, the only one; None if unclear."""
        if name is None and len(self.sizes) == 1:
            return next(iter(self.sizes.values()))
        return self.sizes.get(name)

    def cost(self, name: str | None) -> int | None:
        """Return what the operation of this name costs, found in the same way."""
        if name is None and len(self.costs) == 1:
            return next(iter(self.costs.values()))
        return self.costs.get(name)


class Documents:
    """The documents of one schema. Refused ones are remembered too: they cost as much."""

    def __init__(self, schema: GraphQLSchema, *, limits: Limits, introspection: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._hide_suggestions = not introspection
        self._rules = list(specified_rules)
        if not introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self.remembered: OrderedDict[str, Prepared] = OrderedDict()
        self.prepared = 0  # documents made ready so far: tests hold a repeated one to none

    def prepare(self, text: str) -> Prepared:
        """Return the document of this text, made ready only while it is not remembered."""
        prepared = self.remembered.get(text)
        if prepared is not None:
            self.remembered.move_to_end(text)
            return prepared
        self.prepared += 1
        prepared = self._prepare(text)
        if len(text) <= LONGEST_REMEMBERED:
            self.remembered[text] = prepared
            while len(self.remembered) > REMEMBERED_DOCUMENTS:
                self.remembered.popitem(last=False)
        return prepared

    def _prepare(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=self._limits.tokens)
            sizes = measure(document, self._limits)
            errors = check(sizes, self._limits) or validate(
                self._schema,
                document,
                self._rules,
                max_errors=MOST_ERRORS,
                hide_suggestions=self._hide_suggestions,
            )
            found = {} if errors else costs(document, self._schema)
            errors = errors or check_costs(found, self._limits.cost)
        except GraphQLSyntaxError as error:
            return Prepared(None, (error,))
        except RecursionError:
            return Prepared(None, (GraphQLError("This document is nested too deeply."),))
        return Prepared(None if errors else document, tuple(errors), sizes, found)
