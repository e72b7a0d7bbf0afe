"""`tellonce insights`: causes, silent customers and notices in the terminal."""

import asyncio
import csv
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from context.ingest import Ingest
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.insights_told import insights_told
from tellonce.cli.main import main
from tests.context.insights import Company, contract, person, said

pytestmark = pytest.mark.graph
ANA, BEN = person("Ana"), person("Ben")
CLEO = replace(
    person("Cleo"), emails=(), address="5 Oak Row", postcode="78701", city="Austin", country="US"
)
WRONG = '[[cause]]\nname = "smell"\ntitle = "It smells"\nphrases = { en = ["("] }\n'


@pytest.fixture
async def company(graph, keys) -> Company:
    """Three pay more since last month; Ben has complained, Cleo can only be written letters."""
    identity = open_identity(graph, keys, IdentitySettings())
    now = datetime.fromtimestamp(int(time.time()), UTC)
    month, years = now - timedelta(days=30), now - timedelta(days=1_800)
    await Ingest(Resolver(identity)).ingest(
        [
            *(replace(contract(one, "39.99", days_ago=0), updated_at=years) for one in PEOPLE),
            replace(said("1", "My bill went up!", BEN), started_at=now - timedelta(days=2)),
        ]
    )
    await Ingest(Resolver(identity)).ingest(
        [replace(contract(one, "49.99", days_ago=0), updated_at=month) for one in PEOPLE]
    )
    return Company(graph, keys)


PEOPLE = (ANA, BEN, CLEO)


@pytest.fixture
def tellonce(environ, monkeypatch, capsys, tmp_path):
    """Run a command on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    rules = tmp_path / "insights.toml"
    rules.write_text(
        '[[notice]]\nname = "price-rise"\ntitle = "Your price"\npattern = "price-rise-untold"\n'
        'hold_out_percent = 0\ntext = { en = "Hello {name}: {new_price}" }\n'
    )
    monkeypatch.setenv("TELLONCE_INSIGHTS", str(rules))

    async def run(*arguments: str) -> tuple[int, str]:
        try:
            code = await asyncio.to_thread(main, ["insights", *arguments])
        except SystemExit as ended:  # wrong usage
            code = ended.code
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


async def test_causes_and_one_of_them_with_its_evidence(company, tellonce):
    _, listed = await tellonce("causes")
    _, shown = await tellonce("show", "price-rise", "--json")

    assert listed.startswith("price-rise: A price went up, and nobody said so\n  1 customer, by")
    assert "tellonce insights list price-rise-untold" in listed
    assert json.loads(shown)["evidence"][0]["words"] == "bill went up"


async def test_the_silent_ones_by_name_and_for_a_program(company, tellonce):
    _, listed = await tellonce("list", "price-rise")
    _, as_json = await tellonce("list", "price-rise-untold", "--json")

    *lines, last = listed.splitlines()
    assert last == "2 customers whom it concerns, and who has not complained"
    assert {one["name"] for one in json.loads(as_json)} == {"Ana Anason", "Cleo Cleoson"}
    assert all("from 39.99 USD to 49.99 USD" in one for one in lines)


async def test_a_notice_is_made_looked_at_approved_and_its_letters_printed(
    company, tellonce, tmp_path
):
    _, made = await tellonce("notice", "make", "price-rise", "--key", "k", "--json")
    (notice,) = json.loads(made)
    _, previewed = await tellonce("notice", "preview", notice["id"])
    code, approved = await tellonce("notice", "approve", notice["id"])
    await company.sends(at=datetime.now(UTC))
    out = tmp_path / "letters.csv"
    _, printed = await tellonce("notice", "letters", notice["id"], "--out", str(out))

    assert "not Ben Benson: has complained about it" in previewed
    assert "Ana Anason, by email" in previewed
    assert (code, "approved" in approved) == (0, True)
    assert printed.startswith("1 letter in ")
    (letter,) = csv.DictReader(out.read_text().splitlines())
    assert (letter["name"], letter["line_1"]) == ("Cleo Cleoson", "5 Oak Row")
    assert letter["text"] == "Hello Cleo: 49.99 USD"
    assert out.stat().st_mode & 0o077 == 0


async def test_a_result_without_anybody_held_out_says_so(company, tellonce):
    _, made = await tellonce("notice", "make", "price-rise", "--json")
    id = json.loads(made)[0]["id"]

    assert "too few of both" in (await tellonce("notice", "result", id))[1]
    assert (await tellonce("notice", "cancel", id))[1].startswith(f"{id}  Your price: cancelled")
    assert (await tellonce("notice", "list"))[1].count(id) == 1


async def test_what_there_is_not_is_refused_with_a_line(company, tellonce):
    code, out = await tellonce("list", "no-such")

    assert (code, out.startswith("tellonce insights: there is no pattern")) == (1, True)
    assert (await tellonce("notice", "approve", "no-such"))[0] == 1
    assert (await tellonce("notice", "make", "no-such"))[0] == 1
    assert (await tellonce("fly"))[0] == 2


async def test_a_file_of_rules_is_shown_or_refused_with_file_and_line(tellonce, tmp_path):
    file = tmp_path / "wrong.toml"
    file.write_text(WRONG)

    shown = await tellonce("rules")
    code, said = await tellonce("rules", str(file))

    assert shown[0] == 0
    assert "notice   price-rise: Your price (for price-rise-untold" in shown[1]
    assert (code, said.startswith(f"{file}:4: found '('; expected a phrase like")) == (1, True)


async def test_an_empty_graph_has_nothing_to_say(graph, tellonce):
    assert await tellonce("causes") == (0, "nobody has complained\n")
    assert await tellonce("notice", "list") == (0, "no notice was made\n")


async def test_a_story_shows_the_cause_the_silent_ones_and_the_draft(company):
    told = insights_told(company.desk, ("price-rise",), ("price-rise",), at=datetime.now(UTC))

    cause, draft = [text async for text in told]

    assert cause.startswith("price-rise: A price went up")
    assert "2 customers whom it concerns have said nothing:" in cause
    assert draft.startswith("“Your price has changed”, a draft:")
    assert "not Ben Benson: has complained about it" in draft
