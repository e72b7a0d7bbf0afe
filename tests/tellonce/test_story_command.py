"""`tellonce story`: the stories in the terminal, played for real."""

import subprocess

from tellonce.demo.stories import STORIES


def tell(command, environ, *arguments) -> str:
    done = subprocess.run(
        [*command, "story", *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_a_number_the_stories_are_listed(command, empty_environ):
    listed = tell(command, empty_environ).splitlines()

    assert [line[0] for line in listed] == [str(number) for number in STORIES]
    assert {"1", "2", "3", "4", "5", "7", "8"} <= {line[0] for line in listed}


def test_johns_story_is_told_step_by_step_and_leaves_nothing(command, empty_environ, tmp_path):
    told = tell(command, empty_environ, "3")

    steps = ["3 days ago", "2 days ago", "1 day ago", "Now"]
    assert [line for line in told.splitlines() if line in steps] == steps
    first, last = told.split("What whoever calls him back sees:")[1].split("What the chat's agent")
    assert "waited 14 minutes" in first
    assert "standard reply" not in first
    assert "standard reply" in last
    assert "Exchange Pocket projector" in last
    assert "Rita Salas: facebook, x, reviews, email news" in told
    assert list(tmp_path.iterdir()) == []


def test_a_story_that_there_is_not_is_wrong_usage(command, empty_environ):
    done = subprocess.run(
        [*command, "story", "77"], env=empty_environ, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "choose from" in done.stderr
