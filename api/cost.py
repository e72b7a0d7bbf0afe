"""How much may a GraphQL operation ask the server to put together: its cost, before it runs.

An object counts 2, a leaf 1, and what stands in a list as often as the list may be long: as
`first` says, at most a page where `first` is a variable, and a few times in a list that has its
own limit. The measures are graphql-armor's and Saleor's.
"""

from collections.abc import Mapping
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)

OBJECT: Final = 2
LEAF: Final = 1
LISTED: Final = 5  # entries of a list without `first`: most such lists are shorter
PAGE: Final = 100  # the longest, where `first` is a variable
EDGES: Final = "edges"

Composite = GraphQLObjectType | GraphQLInterfaceType


def costs(document: DocumentNode, schema: GraphQLSchema) -> dict[str | None, int]:
    """Return the cost of each operation of a valid document, by its name."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    roots = {
        OperationType.QUERY: schema.query_type,
        OperationType.MUTATION: schema.mutation_type,
        OperationType.SUBSCRIPTION: schema.subscription_type,
    }
    pricing = _Pricing(schema, fragments)
    return {
        node.name.value if node.name else None: pricing.of(
            node.selection_set, roots[node.operation]
        )
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    }


def check_costs(found: Mapping[str | None, int], most: int) -> list[GraphQLError]:
    """Return an error for each operation that costs too much."""
    return [
        GraphQLError(
            f"This operation costs {cost}, and {most} is the most: ask for fewer fields of "
            "lists, or for shorter pages."
        )
        for cost in found.values()
        if cost > most
    ]


class _Pricing:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[tuple[str, int], int] = {}  # of fragments, by the page they stand in

    def of(self, selected: SelectionSetNode, kind: object, page: int = 0) -> int:
        """Return what this selection of one object costs; `page` is how long its edges are."""
        cost = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                cost += self._field(node, kind, page)
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else None
                inside = self._schema.type_map.get(name) if name else kind
                cost += self.of(node.selection_set, inside, page)
            elif isinstance(node, FragmentSpreadNode):
                cost += self._fragment(node.name.value, page)
        return cost

    def _fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._known:
            fragment = self._fragments[name]
            kind = self._schema.type_map.get(fragment.type_condition.name.value)
            self._known[name, page] = self.of(fragment.selection_set, kind, page)
        return self._known[name, page]

    def _field(self, node: FieldNode, kind: object, page: int) -> int:
        field = kind.fields.get(node.name.value) if isinstance(kind, Composite) else None
        if field is None:  # __typename and introspection have limits of their own
            return LEAF
        below = get_named_type(field.type)
        if is_leaf_type(below) or node.selection_set is None:
            return LEAF
        inside = self.of(node.selection_set, below, _page(node, field))
        times = page if page and node.name.value == EDGES else _length(field.type)
        return times * (OBJECT + inside)


def _page(node: FieldNode, field: GraphQLField) -> int:
    """Return how many edges this field may have below it, 0 if it is no connection."""
    if "first" not in field.args:
        return 0
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            return min(int(value.value), PAGE) if isinstance(value, IntValueNode) else PAGE
    return int(field.args["first"].default_value or PAGE)


def _length(kind: GraphQLOutputType) -> int:
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return LISTED if isinstance(inner, GraphQLList) else 1
