"""The way of a query without GraphQL's executor: root fields are asked, the rest is shaped.

A plan is made when a document comes for the first time. It covers queries; mutations and whatever
else it does not know are executed in the ordinary way, and so is an answer that would hold an
error. So there is one place that words errors, and a plan's answer is the executor's.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_argument_values,
    get_variable_values,
)
from graphql.pyutils import Path

from api.errors import UnplannedError
from api.fields import RequestContext
from api.plans.conditions import asked_by_directives
from api.plans.selection import Fragments, select
from api.plans.shape import Shape, shape_of

MOST_SHAPES: Final = 8  # of one operation, by its conditions


@dataclass(frozen=True, slots=True)
class Root:
    """A root field, and how what it returns becomes its part of the answer."""

    name: str  # in the answer
    nodes: list[FieldNode]
    field: GraphQLField
    resolve: Callable[..., Awaitable[Any]]
    shape: Shape


class Plan:
    """One operation of one document."""

    def __init__(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments
    ) -> None:
        """Raise UnplannedError for an operation that is no query."""
        if operation.operation is not OperationType.QUERY or schema.query_type is None:
            raise UnplannedError("no query")
        self._schema = schema
        self._kind = schema.query_type
        self._operation = operation
        self._fragments = fragments
        self._asked = asked_by_directives(operation, fragments)
        self._roots: dict[tuple[bool, ...], list[Root]] = {}

    async def run(
        self, variables: Mapping[str, Any] | None, context: RequestContext
    ) -> dict[str, Any]:
        """Return the data of the answer. Raises UnplannedError, or what a root field raises."""
        definitions = self._operation.variable_definitions or ()
        values: Any = get_variable_values(self._schema, definitions, dict(variables or {}))
        if isinstance(values, list):
            raise UnplannedError("variables that do not fit")
        roots = self._of({name: values.coerced.get(name) for name in self._asked})
        if len(roots) == 1:
            return {roots[0].name: await self._ask(roots[0], values, context)}
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask(one, values, context)) for one in roots]
        return {one.name: task.result() for one, task in zip(roots, tasks, strict=True)}

    async def _ask(self, root: Root, values: Any, context: RequestContext) -> Any:
        info = GraphQLResolveInfo(
            field_name=root.nodes[0].name.value,
            field_nodes=root.nodes,
            return_type=root.field.type,
            parent_type=self._kind,
            path=Path(None, root.name, self._kind.name),
            schema=self._schema,
            fragments=dict(self._fragments),
            root_value=None,
            operation=self._operation,
            variable_values=values,
            context=context,
            is_awaitable=_is_awaitable,
            abort_signal=None,
            async_helpers=None,  # type: ignore[arg-type]  # the executor's own: nobody asks here
        )
        arguments = get_argument_values(root.field, root.nodes[0], values)
        return root.shape(await root.resolve(None, info, **arguments))

    def _of(self, conditions: Mapping[str, Any]) -> list[Root]:
        if any(not isinstance(one, bool) for one in conditions.values()):
            raise UnplannedError("a condition that is neither true nor false")
        key = tuple(conditions.values())
        if key not in self._roots:
            if len(self._roots) >= MOST_SHAPES:
                self._roots.clear()
            self._roots[key] = self._made(conditions)
        return self._roots[key]

    def _made(self, conditions: Mapping[str, bool]) -> list[Root]:
        selected = select(self._kind, [self._operation.selection_set], self._fragments, conditions)
        return [self._root(name, nodes, conditions) for name, nodes in selected.items()]

    def _root(self, name: str, nodes: list[FieldNode], conditions: Mapping[str, bool]) -> Root:
        field = self._kind.fields.get(nodes[0].name.value)
        if field is None or field.resolve is None:  # __typename, __schema
            raise UnplannedError("a field of GraphQL's own")
        below = [one.selection_set for one in nodes if one.selection_set]
        shape = shape_of(field.type, below, self._fragments, conditions)
        return Root(name, nodes, field, field.resolve, shape)


def _is_awaitable(value: Any) -> TypeGuard[Awaitable[Any]]:
    return inspect.isawaitable(value)
