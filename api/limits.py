"""How large may a GraphQL document be: one pass, every fragment counted once.

Each fragment's size is computed once and then added wherever it is spread, so a document whose
fragments would expand to millions of fields costs no more than its own length.
"""

from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

INTROSPECTION: Final = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one operation may have, fragments expanded."""

    tokens: int = 1000  # of the whole document
    depth: int = 8  # fields within fields; introspection has the parser's and the rules' limits
    aliases: int = 15
    root_fields: int = 5
    directives: int = 50
    fields: int = 2000
    cost: int = 5000  # as api.cost counts


@dataclass(slots=True)
class Size:
    """What a selection set amounts to, fragments expanded."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    root_fields: list[str] = field(default_factory=list)  # names at its top, at most a few

    def add(self, other: "Size", *, limit: int) -> None:
        """Count a fragment in, at the same depth. Names are kept up to one over the limit."""
        self.depth = max(self.depth, other.depth)
        self.aliases += other.aliases
        self.directives += other.directives
        self.fields += other.fields
        room = limit + 1 - len(self.root_fields)
        self.root_fields.extend(other.root_fields[: max(room, 0)])


def measure(document: DocumentNode, limits: Limits) -> dict[str | None, Size]:
    """Return the size of each operation, by its name. Unknown and circular fragments count 0."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    measurer = _Measurer(fragments, limits)
    sizes: dict[str | None, Size] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = measurer.selection_set(node.selection_set)
            size.directives += len(node.directives or ())
            sizes[node.name.value if node.name else None] = size
    return sizes


def check(sizes: dict[str | None, Size], limits: Limits) -> list[GraphQLError]:
    """Return an error for each limit that an operation breaks."""
    errors = []
    for size in sizes.values():
        for what, count, most in (
            ("levels deep", size.depth, limits.depth),
            ("aliases", size.aliases, limits.aliases),
            ("root fields", len(size.root_fields), limits.root_fields),
            ("directives", size.directives, limits.directives),
            ("fields", size.fields, limits.fields),
        ):
            if count > most:
                errors.append(GraphQLError(f"This operation has more than {most} {what}."))
    return errors


class _Measurer:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode], limits: Limits) -> None:
        self._fragments = fragments
        self._limits = limits
        self._known: dict[str, Size] = {}

    def selection_set(self, selection_set: SelectionSetNode) -> Size:
        size = Size()
        for node in selection_set.selections:
            size.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                size.add(self._field(node), limit=self._limits.root_fields)
            elif isinstance(node, InlineFragmentNode):
                size.add(self.selection_set(node.selection_set), limit=self._limits.root_fields)
            elif isinstance(node, FragmentSpreadNode):
                size.add(self._fragment(node.name.value), limit=self._limits.root_fields)
        return size

    def _field(self, node: FieldNode) -> Size:
        name = node.name.value
        size = Size(depth=1, aliases=int(node.alias is not None), fields=1, root_fields=[name])
        if node.selection_set is not None:
            within = self.selection_set(node.selection_set)
            size.aliases += within.aliases
            size.directives += within.directives
            size.fields += within.fields
            if name not in INTROSPECTION:
                size.depth += within.depth
        return size

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size()  # what a circle finds; validation then refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                size = self.selection_set(fragment.selection_set)
                size.directives += len(fragment.directives or ())
                self._known[name] = size
        return self._known[name]
