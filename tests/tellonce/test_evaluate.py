"""`tellonce evaluate`: figures on files, thresholds from judgements, a new model tried first."""

import csv
import json

import pytest

from tellonce.cli.main import main

PEOPLE = """record_id,full_name,city,phone,email
r1,Ana Lopez,Austin,+1 512 555 0123,ana@example.com
r2,Anna Lopez,Austin,+1 512 555 0123,
r3,A. Lopez,Austin,+1 512 555 0123,
r4,Wei Zhang,Boston,,wei@example.com
r5,Wei Zhang,Boston,,WEI@example.com
"""
TRUTH = {"r1": "ana", "r2": "ana", "r3": "jorge", "r4": "wei", "r5": "wei"}


def write(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


@pytest.fixture
def truth(tmp_path):
    return write(tmp_path / "truth.csv", ("record_id", "cluster"), TRUTH.items())


@pytest.fixture
def resolved(tmp_path):
    """Return the files that `tellonce resolve` made of PEOPLE: people, clusters, review."""
    people, out, review = (tmp_path / one for one in ("people.csv", "c.csv", "review.csv"))
    people.write_text(PEOPLE, encoding="utf-8")
    main(["resolve", str(people), "--out", str(out), "--review", str(review)])
    return str(people), str(out), str(review)


def test_clusters_reviews_and_scores_are_held_against_the_truth(resolved, truth, capsys):
    people, clusters, review = resolved
    capsys.readouterr()

    arguments = ["--truth", truth, "--review", review, "--records", people, "--json"]
    code = main(["evaluate", clusters, *arguments])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["records"], told["customers"], told["true_customers"]) == (5, 3, 3)
    assert told["b_cubed"] == {"precision": 1, "recall": 1, "f1": 1}
    assert told["pairwise"]["f1"] == 1
    assert (told["review"]["pairs"], told["review"]["right"]) == (1, 0)
    assert told["scores"]["met"] == 1
    assert told["scores"]["recall_at_99"] == 1


def test_a_person_reads_the_same_figures_in_words(resolved, truth, capsys):
    _, clusters, review = resolved
    capsys.readouterr()

    main(["evaluate", clusters, "--truth", truth, "--review", review])

    shown = capsys.readouterr().out
    assert "5 records; 3 customers were found, 3 there are" in shown
    assert "B-cubed       1.0000  1.0000  1.0000" in shown
    assert "1 pair for 20.0% of the records, 0.0% of them right" in shown


def test_a_truth_about_other_records_is_refused_with_counts_and_examples(
    resolved, tmp_path, capsys
):
    _, clusters, _ = resolved
    rows = [("r1", "ana"), ("r2", "ana"), ("r3", "jorge"), ("x9", "who")]
    other = write(tmp_path / "other.csv", ("record_id", "cluster"), rows)

    code = main(["evaluate", clusters, "--truth", other])

    said = capsys.readouterr().err
    assert code == 1
    assert '2 of the clusters are not in the truth ("r4", "r5"' in said
    assert '1 of the truth are not in the clusters ("x9"' in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("", "names no two columns", id="empty"),
        pytest.param("record_id\nr1\n", "names no two columns", id="one column"),
        pytest.param("record_id,cluster\nr1\n", "line 2 has no cluster", id="a short row"),
        pytest.param("a,b\nr1,x\nr1,y\n", 'puts record "r1" in a second', id="twice"),
        pytest.param("a,b\nr1,\udcff\n", "no CSV in UTF-8", id="not UTF-8"),
    ],
)
def test_a_truth_that_cannot_be_read_is_refused(content, words, resolved, tmp_path, capsys):
    broken = tmp_path / "broken.csv"
    broken.write_bytes(content.encode("utf-8", "surrogateescape"))

    code = main(["evaluate", resolved[1], "--truth", str(broken)])

    assert code == 1
    assert words in capsys.readouterr().err


def test_a_missing_file_is_named(resolved, tmp_path, capsys):
    code = main(["evaluate", resolved[1], "--truth", str(tmp_path / "no.csv")])

    assert code == 1
    assert "no.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param([], "name CLUSTERS.csv", id="nothing"),
        pytest.param(["c.csv"], "needs --truth", id="no truth"),
        pytest.param(["--truth", "t.csv"], "belong to a file", id="a truth of nothing"),
        pytest.param(["--thresholds", "--link", "3"], "only tells", id="two questions"),
        pytest.param(["c.csv", "--truth", "t.csv", "--apply"], "a file or the graph", id="both"),
        pytest.param(["--apply"], "name CLUSTERS.csv", id="apply nothing"),
    ],
)
def test_what_does_not_fit_together_is_wrong_usage(arguments, words, capsys):
    assert main(["evaluate", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--link", "nan"], id="no number"),
        pytest.param(["--thresholds", "--precision", "99"], id="no share"),
        pytest.param(["--link", "5", "--limit", "-1"], id="a negative limit"),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", *arguments])

    assert ended.value.code == 2
