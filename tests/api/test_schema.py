"""The schema that clients rely on: checked in, described, and true to what the rooms return."""

from dataclasses import fields
from pathlib import Path

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, is_introspection_type
from strawberry.types import get_object_definition

from api.schema import core_schema, make_schema, sdl
from api.types import (
    belonging,
    candidate,
    case,
    customer,
    decision,
    household,
    interaction,
    mention,
    order,
    pop,
    promise,
    review,
    route,
    social,
)
from api.types import standing as standing_types
from context import pop as rooms_pop
from context.journey import model as journey
from context.mentions import model as mentions
from context.mentions import social as rooms_social
from context.mentions import view as mention_view
from context.promises import model as promises
from context.routing import model as routing
from context.search import CustomerHit
from graph import model, standing
from graph import social as graph_social
from graph.queries.assets import BatchOwner
from identity import ledger_view, pop_audit
from identity import review as rooms_review

# What the rules of a room need and no client does.
INSIDE = {
    rooms_pop.Attempt: {"asked_at_ms", "thread"},
    rooms_pop.Matter: {"contact_at_ms", "settled_at_ms"},  # `loop` and `history` tell of them
    rooms_pop.Candidate: {"explanation"},  # with values: for the terminal, until roles mask them
    rooms_pop.ScreenPop: {"why"},
    # what rules are asked of: `nextActions`, `route` and `promises` of a pop tell of it
    # and what value, consents and preferred channel are worked out from
    model.CustomerView: {
        *("many_interactions", "matters", "products", "promises", "queues", "standing")
    },
    standing.MemberMatter: {"story"},
    model.InteractionView: {"route"},
    routing.RouteCandidate: {"evidence"},
}
# What is read only where somebody asks for it.
APART = {customer.Customer: {"social"}, mention.Mention: {"helpful"}}
PROPERTIES = {"attempts", "loop"}  # worked out when they are asked for
CHECKED_IN = Path(__file__).parents[2] / "api" / "schema.graphql"


def test_the_checked_in_schema_is_current():
    assert CHECKED_IN.read_text() == sdl(), (
        "the schema changed: run `tellonce schema graphql > api/schema.graphql` and review the diff"
    )


def test_every_type_field_and_argument_says_what_it_is():
    silent = []
    for name, kind in core_schema(make_schema()).type_map.items():
        if is_introspection_type(kind):
            continue
        if not kind.description and name not in ("Int", "Float", "String", "Boolean", "ID"):
            silent.append(name)
        if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
            for field_name, field in kind.fields.items():
                parts = {field_name: field, **getattr(field, "args", {})}
                silent += [f"{name}.{part}" for part, it in parts.items() if not it.description]

    assert silent == []


@pytest.mark.parametrize(
    ("shown", "view"),
    [
        (belonging.Asset, model.AssetView),
        (belonging.Contract, model.ContractView),
        (candidate.Candidate, rooms_pop.Candidate),
        (candidate.Evidence, rooms_pop.Evidence),
        (candidate.Question, rooms_pop.Question),
        (case.Case, model.CaseView),
        (belonging.BatchOwner, BatchOwner),
        (belonging.Failure, standing.FailureView),
        (belonging.Price, standing.PriceView),
        (belonging.Visit, standing.VisitView),
        (customer.Customer, model.CustomerView),
        (customer.FoundCustomer, CustomerHit),
        (customer.Identifier, model.IdentifierView),
        (decision.Decision, ledger_view.DecisionView),
        (decision.PopsServed, pop_audit.PopsServed),
        (decision.ServedPop, pop_audit.ServedPop),
        (household.Household, standing.HouseholdView),
        (household.HouseholdMember, standing.MemberView),
        (household.MemberAsset, standing.MemberAsset),
        (household.MemberMatter, standing.MemberMatter),
        (household.Organisation, standing.OrganisationView),
        (interaction.Interaction, model.InteractionView),
        (order.Cart, model.CartView),
        (order.Order, model.OrderView),
        (order.OrderLine, model.LineView),
        (order.Return, model.ReturnView),
        (order.Shipment, model.ShipmentView),
        (pop.Attempt, rooms_pop.Attempt),
        (pop.Effort, rooms_pop.Effort),
        (mention.Firestorm, graph_social.FirestormView),
        (mention.Media, graph_social.MediaView),
        (mention.Mention, mention_view.Mention),
        (mention.MentionFound, mentions.Found),
        (pop.LoopStep, journey.LoopStep),
        (pop.Matter, rooms_pop.Matter),
        (pop.MatterEvidence, journey.Reference),
        (pop.Pivot, journey.Pivot),
        (pop.Praise, journey.Praise),
        (pop.NextAction, rooms_pop.NextAction),
        (route.AtRisk, routing.AtRisk),
        (route.Route, rooms_pop.Route),
        (route.RouteCandidate, routing.RouteCandidate),
        (route.RouteOffer, routing.Offer),
        (route.RouteOutcome, routing.Outcome),
        (route.RoutePlacement, routing.Placement),
        (route.RoutePoints, routing.Points),
        (route.RouteQueue, routing.QueueState),
        (pop.ScreenPop, rooms_pop.ScreenPop),
        (promise.Promise, promises.Promise),
        (review.ReviewSide, rooms_review.ReviewSide),
        (review.ReviewTask, rooms_review.ReviewTaskView),
        (social.Author, graph_social.AuthorView),
        (social.HelpfulAnswer, rooms_social.HelpfulAnswer),
        (social.PublicHistory, mentions.History),
        (social.Social, rooms_social.Social),
        (social.SocialAccount, rooms_social.SocialAccount),
        (standing_types.Consent, standing.ConsentView),
        (standing_types.Money, standing.Money),
        (standing_types.PreferredChannel, standing.PreferredChannel),
        (standing_types.RefusedChannel, standing.RefusedChannel),
        (standing_types.Value, standing.ValueView),
    ],
    ids=lambda kind: kind.__name__,
)
def test_a_type_shows_every_field_of_what_the_rooms_return(shown, view):
    definition = get_object_definition(shown, strict=True)

    known = {one.name for one in fields(view)} - INSIDE.get(view, set())
    known |= {name for name, one in vars(view).items() if isinstance(one, property)} & PROPERTIES
    shows = {field.python_name for field in definition.fields} - APART.get(shown, set())
    assert shows == known


def test_a_look_up_has_the_parts_that_clients_rely_on():
    lookup = core_schema(make_schema()).type_map["LookupInput"]

    assert isinstance(lookup, GraphQLInputObjectType)
    assert set(lookup.fields) == {
        "channel", "phone", "email", "handle", "orderNumber", "caseNumber", "accountNumber",
        "interaction", "name", "city", "text",
    }  # fmt: skip
