"""What a document selects, with fragments opened and directives decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)

from api.errors import UnplannedError

Fragments = Mapping[str, FragmentDefinitionNode]
Conditions = Mapping[str, bool]  # values of the variables that directives ask
Selected = dict[str, list[FieldNode]]  # by name in the answer, in its order

DECIDED = ("skip", "include")


def select(
    kind: GraphQLObjectType,
    sets: list[SelectionSetNode],
    fragments: Fragments,
    conditions: Conditions,
) -> Selected:
    """Return the fields of these selections of one type. Raises UnplannedError."""
    selected: Selected = {}
    seen: set[str] = set()
    for one in sets:
        for node in _fields(kind, one, fragments, conditions, seen):
            name = node.alias.value if node.alias else node.name.value
            selected.setdefault(name, []).append(node)
    return selected


def _fields(
    kind: GraphQLObjectType,
    selections: SelectionSetNode,
    fragments: Fragments,
    conditions: Conditions,
    seen: set[str],
) -> Iterator[FieldNode]:
    for node in selections.selections:
        if not _is_included(node.directives or (), conditions):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in seen:  # a second time it selects nothing new
                seen.add(name)
                fragment = fragments[name]
                _check_type(kind, fragment.type_condition.name.value)
                inside = fragment.selection_set
                yield from _fields(kind, inside, fragments, conditions, seen)
        elif isinstance(node, InlineFragmentNode):
            if node.type_condition:
                _check_type(kind, node.type_condition.name.value)
            yield from _fields(kind, node.selection_set, fragments, conditions, seen)


def _check_type(kind: GraphQLObjectType, condition: str) -> None:
    if condition != kind.name:
        raise UnplannedError(f"{condition} is asked of {kind.name}")


def _is_included(directives: tuple[DirectiveNode, ...], conditions: Conditions) -> bool:
    for one in directives:
        if one.name.value not in DECIDED:
            raise UnplannedError(f"@{one.name.value}")
        condition = _condition(one, conditions)
        if condition is (one.name.value == "skip"):
            return False
    return True


def _condition(directive: DirectiveNode, conditions: Conditions) -> bool:
    value: Any = next((one.value for one in directive.arguments or ()), None)
    if isinstance(value, BooleanValueNode):
        return value.value
    if isinstance(value, VariableNode) and value.name.value in conditions:
        return conditions[value.name.value]
    raise UnplannedError(f"@{directive.name.value} without a known condition")
