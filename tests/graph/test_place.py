"""Locks that the kernel gives back, and files that a crash may leave half-written."""

import os
import stat
from pathlib import Path

from graph.engines.place import is_held, read_json, try_lock, write_private


def test_an_exclusive_lock_is_held_until_its_descriptor_is_closed(tmp_path: Path):
    lock = tmp_path / "lock"

    mine = try_lock(lock)
    assert mine is not None
    assert is_held(lock)
    assert try_lock(lock) is None
    assert try_lock(lock, shared=True) is None

    os.close(mine)
    assert not is_held(lock)


def test_shared_locks_keep_an_exclusive_one_out_until_the_last_is_gone(tmp_path: Path):
    lock = tmp_path / "lock"
    first, second = try_lock(lock, shared=True), try_lock(lock, shared=True)

    os.close(first)
    assert try_lock(lock) is None

    os.close(second)
    last = try_lock(lock)
    assert last is not None
    os.close(last)


def test_a_state_file_that_is_absent_or_cut_off_says_nothing(tmp_path: Path):
    state = tmp_path / "state.json"

    assert read_json(state) == {}
    for text in ("", '{"port": 12', "[1]", "\x00\x00"):
        state.write_text(text)
        assert read_json(state) == {}


def test_a_private_file_is_replaced_as_a_whole_whatever_its_mode_was(tmp_path: Path):
    secret = tmp_path / "password"
    secret.write_text("old and longer")
    secret.chmod(0o644)

    write_private(secret, "new")

    assert secret.read_text() == "new"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [secret]
