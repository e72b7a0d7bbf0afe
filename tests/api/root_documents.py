"""A document for every root field of the schema, so that a new field is tested as well."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from graphql.pyutils import Undefined

SCALARS = {"Int": "1", "Float": "1.0", "Boolean": "true", "Instant": '"2026-11-02T09:00:00Z"'}


def root_documents(schema: GraphQLSchema) -> Iterator[tuple[str, str, str]]:
    """Yield kind of operation, field and document: each asks one root field and nothing else."""
    for operation, root in (
        ("query", schema.query_type),
        ("mutation", schema.mutation_type),
        ("subscription", schema.subscription_type),
    ):
        for name, field in (root.fields if root else {}).items():
            arguments = ", ".join(
                f"{one}: {_literal(argument.type)}"
                for one, argument in field.args.items()
                if _is_required(argument)
            )
            called = f"{name}({arguments})" if arguments else name
            selection = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
            yield operation, name, f"{operation} {{ {called}{selection} }}"


def _is_required(argument: GraphQLArgument) -> bool:
    return isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined


def _literal(kind: Any) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _literal(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{_literal(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = (
            f"{name}: {_literal(field.type)}"
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined
        )
        return f"{{{', '.join(fields)}}}"
    return SCALARS.get(kind.name, '"x"')
