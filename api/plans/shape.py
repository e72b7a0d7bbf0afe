"""How an object of a lower room becomes its part of an answer: made once per document.

The types of this API are attributes of what a lower room returned, without resolvers, so that
everything below a root field is known when the document is. A shape does what GraphQL's executor
would do and nothing more; whatever it does not expect ends in UnplannedError, and the executor
answers, with an error in its place if there is one.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final

from graphql import (
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    SelectionSetNode,
    Undefined,
    is_leaf_type,
)
from strawberry.types.field import StrawberryField

from api.errors import UnplannedError
from api.plans.selection import Conditions, Fragments, select

Shape = Callable[[Any], Any]

DEFINITION: Final = "strawberry-definition"  # under which strawberry keeps its own field


def shape_of(
    kind: GraphQLOutputType,
    sets: Sequence[SelectionSetNode],
    fragments: Fragments,
    conditions: Conditions,
) -> Shape:
    """Return what shapes values of this type for these selections. Raises UnplannedError."""
    if isinstance(kind, GraphQLNonNull):
        return _present(shape_of(kind.of_type, sets, fragments, conditions))
    shape: Shape
    if isinstance(kind, GraphQLList):
        shape = _each(shape_of(kind.of_type, sets, fragments, conditions))
    elif isinstance(kind, GraphQLObjectType):
        shape = _object(kind, sets, fragments, conditions)
    elif is_leaf_type(kind):
        shape = _leaf(kind)
    else:
        raise UnplannedError(f"{kind} may be of several types")
    return lambda value: None if value is None else shape(value)


def _present(shape: Shape) -> Shape:
    def present(value: Any) -> Any:
        shaped = shape(value)
        if shaped is None:
            raise UnplannedError("null where there has to be something")
        return shaped

    return present


def _each(shape: Shape) -> Shape:
    def each(value: Any) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise UnplannedError("not a list")
        return [shape(one) for one in value]

    return each


def _leaf(kind: GraphQLLeafType) -> Shape:
    write = kind.coerce_output_value
    is_text = kind is GraphQLString

    def leaf(value: Any) -> Any:
        if is_text and type(value) is str:
            return value
        written = write(value)
        if written is None or written is Undefined:
            raise UnplannedError("a leaf that is none")
        return written

    return leaf


def _object(
    kind: GraphQLObjectType,
    sets: Sequence[SelectionSetNode],
    fragments: Fragments,
    conditions: Conditions,
) -> Shape:
    parts: list[tuple[str, Shape]] = []
    for name, nodes in select(kind, list(sets), fragments, conditions).items():
        field = nodes[0].name.value
        if field == "__typename":
            parts.append((name, _constant(kind.name)))
            continue
        read = attrgetter(attribute_of(kind, field))
        below = [one.selection_set for one in nodes if one.selection_set]
        parts.append(
            (name, _after(read, shape_of(kind.fields[field].type, below, fragments, conditions)))
        )
    return lambda value: {name: part(value) for name, part in parts}


def _constant(value: str) -> Shape:
    return lambda _: value


def _after(read: Shape, shape: Shape) -> Shape:
    return lambda value: shape(read(value))


def attribute_of(kind: GraphQLObjectType, field: str) -> str:
    """Return the attribute that is this field. Raises UnplannedError where a function answers."""
    defined = kind.fields.get(field)
    ours: StrawberryField | None = defined.extensions.get(DEFINITION) if defined else None
    if ours is None or defined is None or defined.args or not ours.is_basic_field:
        raise UnplannedError(f"{kind.name}.{field} is no attribute")
    return ours.python_name
