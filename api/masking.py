"""Which fields a role does not see: taken out of a document before anything is asked.

In the document that runs, `__typename` stands in the place of a masked field, under its name in
the answer. So whatever answers the document, now or from a compiled plan, never comes upon the
field; in the answer it is null, or a list without entries where null may not stand, and
`extensions.masked` names it.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from api.documents import LONGEST_REMEMBERED, REMEMBERED_DOCUMENTS, Prepared
from api.errors import UnmaskableError
from api.keys import Role

# Whoever does not see everything sees of evidence its levels and weights, never the values.
WITH_ANY: Final = ("Evidence.ours", "Evidence.theirs")

Tree = dict[str, Any]  # names in the answer → what is below, or an Empty


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands in the place of a masked value."""

    is_list: bool

    def value(self) -> list[Any] | None:
        return [] if self.is_list else None


@dataclass(frozen=True, slots=True)
class Masked:
    """A document with fields taken out, and where their places are in its answers."""

    prepared: Prepared
    names: tuple[str, ...] = ()  # "Customer.identifiers"
    places: Mapping[str | None, Tree] | None = None  # by operation

    def fill(self, data: Any, operation: str | None) -> None:
        """Put what stands for masked values into an answer."""
        if self.places:
            only = next(iter(self.places))
            _fill(data, self.places.get(operation if len(self.places) > 1 else only, {}))


class Masks:
    """The masks of a deployment, by role, and the documents that they were laid over."""

    def __init__(self, schema: GraphQLSchema, masked: Mapping[Role, Sequence[str]]) -> None:
        """Raise UnmaskableError for a field that there is not, or that has to hold something."""
        self._schema = schema
        self._fields = {
            role: _coordinates(schema, [*names, *WITH_ANY])
            for role, names in masked.items()
            if names
        }
        self._remembered: OrderedDict[tuple[Role, str], Masked] = OrderedDict()

    def lay(self, role: Role, text: str, prepared: Prepared) -> Masked:
        """Return the document as this role may ask it. `text` is what it was made from."""
        fields = self._fields.get(role)
        if not fields or prepared.document is None:
            return Masked(prepared)
        masked = self._remembered.get((role, text))
        if masked is None:
            masked = _lay(self._schema, prepared, fields)
            if len(text) <= LONGEST_REMEMBERED:
                self._remembered[role, text] = masked
                while len(self._remembered) > REMEMBERED_DOCUMENTS:
                    self._remembered.popitem(last=False)
        return masked


def _coordinates(schema: GraphQLSchema, names: Sequence[str]) -> dict[str, Empty]:
    """Return `Type.field` → what stands there instead; a bare name is that field of every type."""
    found: dict[str, Empty] = {}
    for name in names:
        kinds = [
            (kind, field)
            for kind in schema.type_map.values()
            if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
            for field in kind.fields
            if name in (field, f"{kind.name}.{field}")
        ]
        empties = {f"{kind.name}.{field}": _empty(kind, field) for kind, field in kinds}
        full = [one for one, empty in empties.items() if empty is None]
        if full or not empties:
            raise UnmaskableError(name, full)
        found |= {one: empty for one, empty in empties.items() if empty is not None}
    return found


def _empty(kind: GraphQLObjectType, field: str) -> Empty | None:
    """Return what may stand in a field of this type, or None if it has to hold something."""
    held = kind.fields[field].type
    if not isinstance(held, GraphQLNonNull):
        return Empty(is_list=False)
    return Empty(is_list=True) if isinstance(held.of_type, GraphQLList) else None


class _TakeOut(Visitor):
    def __init__(self, types: TypeInfo, fields: Mapping[str, Empty]) -> None:
        super().__init__()
        self._types = types
        self._fields = fields
        self.taken: dict[int, Empty] = {}  # by the identity of the node that stands there now
        self.nodes: list[Node] = []  # so that no identity is used again
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        parent = self._types.get_parent_type()
        name = f"{parent.name}.{node.name.value}" if parent is not None else ""
        empty = self._fields.get(name)
        if empty is None:
            return None
        instead = FieldNode(
            name=NameNode(value="__typename"),
            alias=node.alias or NameNode(value=node.name.value),
            arguments=(),
            directives=node.directives,
            selection_set=None,
        )
        self.taken[id(instead)] = empty
        self.nodes.append(instead)
        self.names.add(name)
        return instead


def _lay(schema: GraphQLSchema, prepared: Prepared, fields: Mapping[str, Empty]) -> Masked:
    types = TypeInfo(schema)
    taking = _TakeOut(types, fields)
    assert prepared.document is not None  # noqa: S101  for the type checker: `lay` looked
    document = visit(prepared.document, TypeInfoVisitor(types, taking))
    if not taking.names:
        return Masked(prepared)
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    places = {
        one.name.value if one.name else None: _places(one.selection_set, fragments, taking.taken)
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
    }
    names = tuple(sorted(taking.names))
    return Masked(replace(prepared, document=document), names, places)


def _places(
    selected: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    taken: Mapping[int, Empty],
) -> Tree:
    """Return where in an answer masked values would stand. Validation saw to it that it ends."""
    tree: Tree = {}
    for node in selected.selections:
        if isinstance(node, FieldNode):
            name = node.alias.value if node.alias else node.name.value
            if id(node) in taken:
                tree[name] = taken[id(node)]
            elif node.selection_set is not None:
                _merge(tree, {name: _places(node.selection_set, fragments, taken)})
        elif isinstance(node, InlineFragmentNode):
            _merge(tree, _places(node.selection_set, fragments, taken))
        elif isinstance(node, FragmentSpreadNode):
            fragment = fragments[node.name.value]
            _merge(tree, _places(fragment.selection_set, fragments, taken))
    return tree


def _merge(into: Tree, other: Tree) -> None:
    for name, below in other.items():
        if isinstance(below, dict) and isinstance(into.get(name), dict):
            _merge(into[name], below)
        elif below and not isinstance(into.get(name), Empty):
            into[name] = below


def _fill(data: Any, tree: Tree) -> None:
    if isinstance(data, list):
        for one in data:
            _fill(one, tree)
    elif isinstance(data, dict):
        for name, below in tree.items():
            if name in data and isinstance(below, Empty):
                data[name] = below.value()
            elif name in data:
                _fill(data[name], below)
