"""The plans of the documents that were asked, each made once."""

import logging
from collections import OrderedDict
from typing import Any, Final

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode

from api.documents import REMEMBERED_DOCUMENTS, Prepared
from api.errors import UnplannedError
from api.fields import RequestContext
from api.plans.plan import Plan
from api.request import GraphQLRequest

LOGGER: Final = logging.getLogger("tellonce.api")


class Plans:
    """Answers what can be answered without GraphQL's executor."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._made: OrderedDict[tuple[int, str | None], tuple[Prepared, Plan | None]] = (
            OrderedDict()
        )
        self.answered = 0  # tests hold documents to being planned

    async def answer(self, asked: GraphQLRequest, context: RequestContext) -> dict[str, Any] | None:
        """Return the data of the answer; None when the executor has to answer.

        Whatever a root field raises, the executor meets it again and words it. Nothing was
        changed by then: only queries are planned.
        """
        plan = self._plan(context.prepared, asked.operation_name)
        if plan is None:
            return None
        try:
            data = await plan.run(asked.variables, context)
        except Exception as error:  # noqa: BLE001  the executor tells what it is
            LOGGER.debug("plan_left", extra={"error": type(error).__name__})
            context.looks.clear()
            return None
        self.answered += 1
        return data

    def _plan(self, prepared: Prepared, operation: str | None) -> Plan | None:
        key = (id(prepared), operation)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key][1]
        plan = self._make(prepared, operation)
        self._made[key] = (prepared, plan)  # held, so that its id is no other's
        while len(self._made) > REMEMBERED_DOCUMENTS:
            self._made.popitem(last=False)
        return plan

    def _make(self, prepared: Prepared, name: str | None) -> Plan | None:
        definitions = prepared.document.definitions if prepared.document else ()
        operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        wanted = [one for one in operations if name is None or _name(one) == name]
        fragments = {
            one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)
        }
        if len(wanted) != 1:
            return None
        try:
            return Plan(self._schema, wanted[0], fragments)
        except UnplannedError:
            return None


def _name(operation: OperationDefinitionNode) -> str | None:
    return operation.name.value if operation.name else None
