"""A manifest with anything wrong in it is refused, with file, line and what was expected."""

from zoneinfo import ZoneInfo

import pytest

from context.books.manifest import read_manifest
from context.errors import RuleFileError
from graph.keys import Keys
from identity.book_hashes import book_key, check_of
from tests.context.books import BOOK, HEAD, write_book

KEYS = Keys(b"an invented deployment key, long")
CHECK = check_of(book_key(KEYS, BOOK))
HASH = "a" * 64


def refusal(folder, *, head: str = HEAD, north: str | None = None, south: str | None = None):
    path = write_book(folder, KEYS, {}, head=head)
    for name, text in (("north.csv", north), ("south.jsonl", south)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as refused:
        read_manifest(path, KEYS, ZoneInfo("UTC"))
    return refused.value


def told(error: RuleFileError) -> list[tuple[str, int]]:
    return [(error.path.name, one.line) for one in error.faults]


def test_a_manifest_with_nothing_wrong_in_it_is_read_whole(tmp_path):
    manifest = read_manifest(write_book(tmp_path, KEYS, {}), KEYS, ZoneInfo("America/New_York"))

    north, south = manifest.head.files
    assert manifest.counts == {"north": 1, "south": 1}
    assert (north.desk, south.desk) == ("alarm desk", "southern desk")
    assert north.expected_ms == 1796101200000  # midnight in New York
    assert manifest.head.languages == ("en", "de")


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        pytest.param('book = "homeguard"', 'book = "Home Guard"', 1, "small letters", id="name"),
        pytest.param("expected = 2026-12-01", 'expected = "soon"', 4, "a date", id="no date"),
        pytest.param(
            "2026-12-15T08:00:00Z", "2026-12-15T08:00:00", 23, "with its offset", id="no offset"
        ),
        pytest.param('desk = "alarm desk"\n', "", 1, "the key 'desk'", id="no desk"),
        pytest.param("[sentence]\n", "[sentences]\n", 1, "the key 'sentence'", id="no sentence"),
        pytest.param('en = "I am', 'english = "I am', 7, "a language", id="no language"),
        pytest.param('"north.csv"', '"../north.csv"', 18, "beside this one", id="elsewhere"),
        pytest.param('name = "south"', 'name = "north"', 21, "no other file", id="twice"),
        pytest.param("[[file]]", "[[file]", 16, "TOML", id="no TOML"),
    ],
)
def test_what_is_wrong_in_the_head_is_told_by_line(tmp_path, old, new, line, expected):
    error = refusal(tmp_path, head=HEAD.replace(old, new, 1))

    assert ("manifest.toml", line) in told(error)
    assert expected in str(error)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        pytest.param("phone,+15550100123\n", 1, "kind, hash", id="no header"),
        pytest.param(f"kind,hash\nphone,{HASH}\n", 2, 'kind "check"', id="no check"),
        pytest.param(f"kind,hash\ncheck,{HASH}\n", 2, "this book's key", id="another key"),
        pytest.param(
            f"kind,hash\ncheck,{CHECK}\nphone,+15550100123\n", 3, "never the value", id="clear"
        ),
        pytest.param(f"kind,hash\ncheck,{CHECK}\nfax,{HASH}\n", 3, "one of phone", id="kind"),
        pytest.param(f"kind,hash\ncheck,{CHECK}\nphone,{HASH},en\n", 3, "kind, hash", id="more"),
        pytest.param(f"kind,hash\ncheck,{CHECK}\n", 1, "a hash of each", id="nobody in it"),
        pytest.param("", 1, "kind, hash", id="empty"),
    ],
)
def test_what_is_wrong_in_a_file_of_hashes_is_told_by_line(tmp_path, text, line, expected):
    error = refusal(tmp_path, north=text)

    assert told(error) == [("north.csv", line)]
    assert expected in str(error)


def test_json_that_is_none_is_told_by_line(tmp_path):
    check = f'{{"kind":"check","hash":"{CHECK}"}}\n'

    error = refusal(tmp_path, south=f'{check}{{"kind":"phone"}}\n{{"kind":')

    assert told(error) == [("south.jsonl", 2), ("south.jsonl", 3)]


def test_a_clear_value_is_not_repeated_in_the_refusal(tmp_path):
    text = f"kind,hash\ncheck,{CHECK}\nphone,+15550100123\n"

    assert "0100123" not in str(refusal(tmp_path, north=text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    path = write_book(tmp_path, KEYS, {})
    (tmp_path / "north.csv").unlink()

    with pytest.raises(RuleFileError, match=r"north\.csv cannot be used: it cannot be read"):
        read_manifest(path, KEYS, ZoneInfo("UTC"))
