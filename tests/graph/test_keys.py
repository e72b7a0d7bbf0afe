"""Keyed hashes: the same for the same value, telling nothing without the secret."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.errors import DataDirectoryError
from graph.keys import Keys, read_or_make_keys

KEYS = Keys(bytes(32))


def test_the_secret_is_made_once_with_mode_0600_and_read_after(tmp_path: Path):
    path = tmp_path / "new" / "deployment.key"

    made = read_or_make_keys(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_keys(path) == made
    assert read_or_make_keys(tmp_path / "other.key") != made
    assert made.secret.hex() not in repr(made)


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(DataDirectoryError, match="TELLONCE_DATA"):
        read_or_make_keys(tmp_path / "file" / "deployment.key")


def test_of_many_that_make_the_secret_at_once_all_get_the_same(tmp_path: Path):
    path = tmp_path / "deployment.key"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read_or_make_keys(path), range(32)))

    assert len({keys.secret for keys in made}) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["", "00", "not a key", "0" * 66])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "deployment.key"
    path.write_text(text)

    with pytest.raises(DataDirectoryError, match=r"deployment\.key"):
        read_or_make_keys(path)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(("phone", "+15550100"), ("email", "+15550100"), id="another kind"),
        pytest.param(("a", "bc"), ("ab", "c"), id="parts cut elsewhere"),
        pytest.param(("a", "b", ""), ("a", "b"), id="an empty part"),
    ],
)
def test_different_values_have_different_keys(left: tuple[str, ...], right: tuple[str, ...]):
    assert KEYS.key(*left) != KEYS.key(*right)


def test_a_key_depends_on_the_deployment_and_is_22_characters():
    key = KEYS.identifier("phone", "+15550100")

    assert len(key) == 22
    assert key == KEYS.identifier("phone", "+15550100")
    assert key != Keys(bytes(31) + b"\x01").identifier("phone", "+15550100")
