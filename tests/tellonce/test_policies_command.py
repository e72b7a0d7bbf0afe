"""`tellonce policies` checks a file and says in words what is in force."""

import json

import pytest

from context.policies.shipped import shipped_policies
from context.policies.vocabulary import FACTS
from tellonce.cli.main import main

BAD = 'off = ["nobody"]\n[[policy]]\nname = "p"\n'


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(BAD)
    return path


@pytest.fixture(autouse=True)
def no_file_of_ones_own(monkeypatch):
    monkeypatch.delenv("TELLONCE_POLICIES", raising=False)


def test_it_says_what_ships_in_words_the_most_urgent_first(capsys):
    assert main(["policies"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("exchange-for-former-model (for each order, priority 120)")
    assert "order.since_delivery is at most 30 days" in said
    assert "limit: up to 250.00 USD" in said
    assert "owner: team lead, within 24 hours" in said


def test_every_fault_of_a_file_is_a_line(capsys, bad):
    assert main(["policies", str(bad)]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"{bad}:1: found 'nobody'; expected a policy that ships")
    assert all(one.startswith(f"{bad}:2: found a table without") for one in lines[1:])


def test_programs_read_the_same(capsys, bad):
    assert main(["policies", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert main(["policies", str(bad), "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)

    assert [one["name"] for one in listed] == [one.name for one in shipped_policies()]
    assert refused["faults"][0]["line"] == 1


def test_the_file_of_the_deployment_is_shown_when_none_is_named(capsys, monkeypatch, bad):
    monkeypatch.setenv("TELLONCE_POLICIES", str(bad))

    assert main(["policies"]) == 1
    assert str(bad) in capsys.readouterr().err


def test_every_fact_is_listed_with_what_it_is(capsys):
    assert main(["policies", "--facts"]) == 0

    said = capsys.readouterr().out
    assert all(f"{one.name} " in said and one.what in said for one in FACTS.values())


def test_what_a_file_says_cannot_steer_the_terminal(capsys, tmp_path):
    path = tmp_path / "steer.toml"
    path.write_text('[[policy]]\nname = "\\u001b[2J"\n')

    assert main(["policies", str(path)]) == 1
    assert "\x1b" not in capsys.readouterr().err
