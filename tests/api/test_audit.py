"""Every look at a customer leaves an entry, and no entry can be changed or removed unseen."""

import json
import stat
import subprocess
import sys
import threading
import time

import pytest
from starlette.applications import Starlette

from api.app import routes_for
from api.audit import Look
from api.audit_chain import Seal, audit_files
from api.audit_check import check_audit
from api.audit_search import AuditFiles
from api.audit_trail import Rotation, open_trail
from api.errors import AuditUnavailableError
from api.keys import Caller, Role
from api.settings import ApiSettings
from graph.keys import Keys

SEAL = Seal(Keys(b"an invented deployment key, long"))
USUAL = Rotation()
POP = '{ screenPop(lookup: {phone: "+15550142"}) { resolution } }'
KILLED = """
import os, sys
from pathlib import Path
from api.audit_chain import Seal
from api.audit_trail import open_trail
from graph.keys import Keys
with open_trail(Path(sys.argv[1]), Seal(Keys(b"an invented deployment key, long"))) as trail:
    trail.append([{"kind": "pop", "subjects": []}] * 3)
    os._exit(9)
"""


def write(folder, *looks, at=0.0, rotation=USUAL):
    """Write a chain with these looks, as a process does that ends cleanly."""
    with open_trail(folder, SEAL, rotation=rotation, clock=lambda: at) as trail:
        for look in looks:
            trail.append([{**look.entry(SEAL), "name": "desk 7"}])


def pops(number: int) -> list[Look]:
    return [Look("pop", (f"c-{index}",), "voice", "ONE") for index in range(number)]


def lines_of(folder, index=0) -> tuple:
    path = folder / audit_files(folder)[index].name
    return path, path.read_bytes().splitlines(keepends=True)


def problems(folder) -> list[tuple[str, int | None, int | None]]:
    """Return the chain's own part of what is found: file number, first and last entry."""
    return [
        (finding.file.split(".")[1], finding.entry, finding.until)
        for finding in check_audit(folder, SEAL).findings
    ]


@pytest.fixture
def folder(tmp_path):
    """One closed chain: open, five pops, close."""
    write(tmp_path / "audit", *pops(5))
    return tmp_path / "audit"


def test_a_chain_that_nobody_touched_holds(folder):
    check = check_audit(folder, SEAL)

    assert check.holds
    assert (check.files, check.entries) == (1, 7)
    assert check.being_written == check.killed == []


def test_only_its_owner_reads_it_and_no_customer_is_named_in_it(folder):
    path, lines = lines_of(folder)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not any(b"c-" in line for line in lines)
    assert json.loads(lines[1])["subjects"] == [SEAL.pseudonym("c-0")]


def test_whichever_byte_is_changed_its_entry_is_found(folder):
    path, lines = lines_of(folder)
    for number, line in enumerate(lines):
        for at in range(0, len(line) - 1, 7):
            changed = line[:at] + bytes([line[at] ^ 1]) + line[at + 1 :]
            path.write_bytes(b"".join([*lines[:number], changed, *lines[number + 1 :]]))

            assert number in [entry for _, entry, _ in problems(folder)], (number, at)


def test_a_changed_entry_is_the_only_one_that_is_found(folder):
    path, lines = lines_of(folder)
    lines[3] = lines[3].replace(b'"ONE"', b'"TWO"')
    path.write_bytes(b"".join(lines))

    assert problems(folder) == [("0001", 3, None)]


@pytest.mark.parametrize(
    ("keep", "found"),
    [
        pytest.param([0, 1, 3, 4, 5, 6], [("0001", 2, 2)], id="one removed"),
        pytest.param([0, 1, 4, 5, 6], [("0001", 2, 3)], id="two removed"),
        pytest.param([1, 2, 3, 4, 5, 6], [("0001", 0, 0)], id="the first removed"),
        pytest.param([0, 1, 2, 3, 4, 5], [("0001", None, None)], id="the closing one removed"),
        pytest.param([0, 1, 2], [("0001", None, None)], id="the end removed"),
        pytest.param([0, 1, 2, 2, 3, 4, 5, 6], [("0001", 2, None)], id="one twice"),
        pytest.param(
            [0, 2, 1, 3, 4, 5, 6],
            [("0001", 1, 1), ("0001", 1, None), ("0001", 2, 2)],
            id="two swapped",
        ),
    ],
)
def test_removed_and_added_entries_are_named(folder, keep, found):
    path, lines = lines_of(folder)
    path.write_bytes(b"".join(lines[index] for index in keep))

    assert problems(folder) == found


def test_without_the_deployment_key_no_entry_can_be_made(folder):
    forger = Seal(Keys(b"another deployment key, as long!"))
    path, lines = lines_of(folder)
    last = json.loads(lines[4])["hash"]
    lines[5], _ = forger.write({"n": 5, "at_ms": 0, "kind": "pop", "subjects": []}, last)
    path.write_bytes(b"".join(lines))

    assert ("0001", 5, None) in problems(folder)


def test_an_entry_of_another_chain_is_not_taken_for_one_of_this(folder):
    write(folder, *reversed(pops(5)), at=1_000.0)
    path, lines = lines_of(folder)
    _, others = lines_of(folder, index=1)
    path.write_bytes(b"".join([*lines[:2], others[2], *lines[3:]]))

    assert ("0001", 2, None) in problems(folder)


def test_a_chain_goes_on_over_files_by_size_and_by_day(tmp_path):
    clock = 0.0
    with open_trail(
        tmp_path, SEAL, rotation=Rotation(most_bytes=1_000), clock=lambda: clock
    ) as trail:
        for look in pops(10):
            trail.append([look.entry(SEAL)])
        by_size = len(audit_files(tmp_path))
        clock = 86_400.0
        trail.append([pops(1)[0].entry(SEAL)])

    assert by_size > 1
    assert len(audit_files(tmp_path)) == by_size + 1
    assert check_audit(tmp_path, SEAL).holds
    assert len(AuditFiles(tmp_path, SEAL).looks_at(["c-0"])) == 2


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_missing_file_is_named(tmp_path, index):
    write(tmp_path, *pops(10), rotation=Rotation(most_bytes=900))
    files = audit_files(tmp_path)
    (tmp_path / files[index].name).unlink()

    assert problems(tmp_path) == [(f"{index + 1:04}", None, None)]


def test_the_end_of_a_file_in_the_middle_of_a_chain_is_missed(tmp_path):
    write(tmp_path, *pops(10), rotation=Rotation(most_bytes=1_000))
    path, lines = lines_of(tmp_path)
    path.write_bytes(b"".join(lines[:-2]))

    assert problems(tmp_path) == [("0001", len(lines) - 2, len(lines) - 1)]


def test_the_next_chain_names_the_last_so_that_neither_its_end_nor_itself_can_vanish(folder):
    path, lines = lines_of(folder)
    write(folder, *pops(1), at=1_000.0)
    assert check_audit(folder, SEAL).holds

    path.write_bytes(b"".join(lines[:4]))
    assert ("0001", 4, 6) in problems(folder)
    path.unlink()
    assert problems(folder) == [("0001", None, None)]


def test_a_killed_process_is_told_apart_from_a_removed_end_once_another_has_started(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert check_audit(tmp_path, SEAL).entries == 4  # nothing that was appended is lost
    (finding,) = check_audit(tmp_path, SEAL).findings
    assert "killed" in finding.problem

    write(tmp_path)

    check = check_audit(tmp_path, SEAL)
    assert check.holds
    assert check.killed == [finding.file]
    path, lines = lines_of(tmp_path)
    path.write_bytes(b"".join(lines[:-1]))
    assert not check_audit(tmp_path, SEAL).holds


def test_a_chain_that_is_being_written_holds_as_far_as_it_is(tmp_path):
    with open_trail(tmp_path, SEAL) as trail:
        trail.append([look.entry(SEAL) for look in pops(2)])
        check = check_audit(tmp_path, SEAL)

        assert check.holds
        assert (check.entries, len(check.being_written)) == (3, 1)


def test_what_cannot_be_written_is_refused_and_leaves_a_whole_chain(tmp_path, monkeypatch):
    with open_trail(tmp_path, SEAL) as trail:
        trail.append([pops(1)[0].entry(SEAL)])
        with monkeypatch.context() as full:
            full.setattr("os.write", half_of_it(__import__("os").write))
            with pytest.raises(AuditUnavailableError):
                trail.append([pops(1)[0].entry(SEAL)])
        trail.append([pops(1)[0].entry(SEAL)])

    check = check_audit(tmp_path, SEAL)
    assert check.holds
    assert check.entries == 4


async def test_nobody_is_shown_while_the_audit_cannot_be_written(
    tmp_path, answers, open_client, monkeypatch
):
    async def everybody(_: str | None) -> Caller:
        return Caller(Role.AGENT, "desk 7", "k-1")

    async def probe() -> None:
        """A graph that is well."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with open_trail(tmp_path, SEAL) as trail:
        routes = routes_for(answers, everybody, ApiSettings(), probe, trail)
        async with open_client(Starlette(routes=routes)) as http:
            with monkeypatch.context() as disk:
                disk.setattr("os.write", full)
                refused = await http.post("/graphql", json={"query": POP})
            shown = await http.post("/graphql", json={"query": POP})

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "data" not in refused.json()
    assert str(tmp_path) not in refused.text
    assert shown.json()["data"]["screenPop"]["resolution"] == "ONE"
    assert check_audit(tmp_path, SEAL).entries == 3


def test_after_a_disk_that_did_not_keep_what_it_took_the_chain_goes_on_in_another_file(
    tmp_path, monkeypatch
):
    refused = threading.Event()

    def broken(_: int) -> None:
        refused.set()
        raise OSError(5, "Input/output error")

    with open_trail(tmp_path, SEAL, rotation=Rotation(sync_seconds=0)) as trail:
        with monkeypatch.context() as disk:
            disk.setattr("os.fsync", broken)
            trail.append([pops(1)[0].entry(SEAL)])
            assert refused.wait(10)
            while trail._day != -1:
                time.sleep(0.001)
        trail.append([pops(1)[0].entry(SEAL)])

    assert len(audit_files(tmp_path)) == 2
    assert check_audit(tmp_path, SEAL).holds


def test_an_entry_that_was_cut_off_in_the_middle_counts_as_not_there(folder):
    path, lines = lines_of(folder)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:40])
    assert problems(folder) == [("0001", None, None)]

    write(folder, at=1_000.0)

    check = check_audit(folder, SEAL)
    assert check.holds
    assert check.killed == [path.name]


def half_of_it(write):
    """A disk that fills up in the middle of an entry."""
    return lambda handle, text: write(handle, text[: len(text) // 2])


async def test_the_looks_at_a_customer_are_found_in_their_time(tmp_path):
    for second in (1, 2, 3):
        write(tmp_path, Look("pop", ("c-1",)), Look("search", ("c-1",)), at=float(second))
    audit = AuditFiles(tmp_path, SEAL)

    served = await audit.pops_served(["c-1", "c-2"], since_ms=2_000, until_ms=3_000)

    assert [(one.at_ms, one.actor, one.customer_id) for one in served] == [
        (2_000, "desk 7", "c-1"),
        (3_000, "desk 7", "c-1"),
    ]
    assert len(audit.looks_at(["c-1"])) == 6
    assert audit.looks_at(["c-2"]) == []


@pytest.mark.parametrize(
    ("channel", "kept"),
    [("voice", "voice"), ("ana@example.com", "other"), ("x" * 21, "other"), (None, None)],
)
def test_a_channel_that_may_be_a_persons_text_is_not_kept(channel, kept):
    assert Look("pop", (), channel).entry(SEAL).get("channel") == kept
