"""What case systems send becomes cases and who said what, or is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import BadRecordError
from connectors.plain_text import plain_text
from connectors.versions import newest
from connectors.zammad.connector import ZAMMAD
from connectors.zendesk.connector import ZENDESK
from connectors.zendesk.parse import parse_user

FIXTURES = Path(__file__).parents[1] / "fixtures"


def told(system: str, file: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / system / f"{file}.json").read_text("utf-8"))


def kept(connector, file: str) -> dict[str, list[Any]]:
    events = [connector.webhook.read("desk", one) for one in told(connector.name, file)]
    found: dict[str, list[Any]] = {}
    for one in newest("desk", events):
        found.setdefault(type(one).__name__.removesuffix("Record"), []).append(one)
    return found


@pytest.mark.parametrize(
    ("connector", "number", "status"),
    [pytest.param(ZENDESK, "5158", "solved", id="Zendesk"),
     pytest.param(ZAMMAD, "10081", "closed", id="Zammad")],
)  # fmt: skip
def test_a_ticket_is_a_case_with_who_said_what(connector, number, status):
    found = kept(connector, "ticket")

    (case,) = found["Case"]
    said = found["Interaction"]
    assert (case.source_id, case.status, case.priority) == (number, status, "normal")
    assert case.closed_at is not None
    assert [one.direction for one in said] == ["in", "out", "out", "in"]
    assert [one.kind for one in said] == ["comment", "note", "comment", "comment"]
    assert [one.person is None for one in said] == [False, True, False, False]
    assert all(one.about[0].id == number for one in said)


def test_what_a_customer_said_on_the_telephone_is_in_though_an_agent_typed_it():
    last = kept(ZAMMAD, "ticket")["Interaction"][-1]

    assert (last.direction, last.channel, last.person.source_id) == ("in", "voice", "8")


def test_a_zammad_customer_comes_whole_with_the_ticket():
    (case,) = kept(ZAMMAD, "ticket")["Case"]

    assert case.person.emails == ("ana@example.com",)
    assert (case.person.city, case.person.postcode) == ("Austin", "78701")


def test_the_newest_version_of_a_ticket_holds_in_whatever_order_they_come():
    (case,) = kept(ZAMMAD, "merged")["Case"]

    assert case.status == "merged"


def test_a_deleted_ticket_is_over():
    (case,) = kept(ZENDESK, "ticket_deleted")["Case"]

    assert (case.status, case.closed_at) == ("deleted", case.updated_at)


def user(**changes: object) -> dict[str, Any]:
    base = {"id": 7001, "name": "Ana Lopez", "role": "end-user", "email": "ana@example.com"}
    return base | {"phone": "+15550100123", "updated_at": "2026-11-01T00:00:00Z"} | changes


def test_a_shared_telephone_is_not_a_person_s():
    assert parse_user("desk", user())[0].phones == ("+15550100123",)
    assert parse_user("desk", user(shared_phone_number=True))[0].phones == ()


def test_who_works_here_is_an_agent_and_who_was_deleted_says_nothing_any_more():
    (agent,) = parse_user("desk", user(role="admin"))
    (gone,) = parse_user("desk", user(active=False))

    assert type(agent).__name__ == "AgentRecord"
    assert (gone.emails, gone.name) == ((), None)


@pytest.mark.parametrize(
    ("connector", "changes", "field"),
    [
        pytest.param(ZENDESK, {"time": None}, "time", id="Zendesk: no time"),
        pytest.param(ZENDESK, {"detail": "x"}, "detail", id="Zendesk: no object"),
        pytest.param(ZAMMAD, {"ticket": 5}, "ticket", id="Zammad: no object"),
        pytest.param(ZAMMAD, {"ticket": {"id": 1}}, "ticket.updated_at", id="Zammad: no time"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(connector, changes, field):
    payload = told(connector.name, "ticket")[1] | changes

    with pytest.raises(BadRecordError) as refused:
        connector.webhook.read("desk", payload)

    assert refused.value.field == field


def test_an_event_about_something_else_says_nothing():
    event = told("zendesk", "ticket")[0] | {"type": "zen:event-type:article.published"}

    assert newest("desk", [ZENDESK.webhook.read("desk", event)]) == ()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        pytest.param("a <b>bag</b>", "a bag", id="marks"),
        pytest.param("<div>one</div><div>two</div>", "one\ntwo", id="lines"),
        pytest.param("a<br>b", "a\nb", id="a break"),
        pytest.param("AT&amp;T &lt;3", "AT&T <3", id="entities"),
        pytest.param("<style>p {}</style>x<script>y</script>", "x", id="what nobody sees"),
        pytest.param("1 < 2 and <unclosed", "1 < 2 and", id="broken"),
    ],
)
def test_of_html_the_words_are_kept(html, words):
    assert plain_text(html).startswith(words)
