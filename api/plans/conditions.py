"""Which variables decide, by @skip and @include, what a document selects."""

from collections.abc import Mapping

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)


class _Asked(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        for one in node.arguments or ():
            if isinstance(one.value, VariableNode):
                self.names.add(one.value.name.value)


def asked_by_directives(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """Return the names of the variables that directives ask, in the alphabet's order."""
    asked = _Asked()
    for node in (operation, *fragments.values()):
        visit(node, asked)
    return tuple(sorted(asked.names))
