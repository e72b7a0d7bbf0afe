"""`tellonce doctor`: what is wrong with this installation, and how to mend it."""

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from graph.engines.java import default_heap_mb, find_wheel
from graph.errors import EngineError, GraphError, MissingConstraintError, WrongKeyError
from graph.settings import GraphSettings
from graph.store import mend_graph, open_graph, open_keys
from identity.errors import IdentityError
from identity.model_file import load_model
from tellonce.settings import Settings, read_settings

NAME: Final = "doctor"
HELP: Final = "Look for what is wrong with this installation, and say how to mend it."
EPILOG: Final = """\
examples:
  tellonce doctor
  tellonce doctor --mend     make constraints anew that somebody removed
"""
OLDEST_PYTHON: Final = (3, 11)
LEAST_FREE_MB: Final = 1024  # an import of a million records takes about that much
JAVA_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` is empty when it is well."""

    name: str
    found: str
    mend: str = ""

    @property
    def well(self) -> bool:
        return not self.mend


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mend", action="store_true", help="make missing constraints anew first")
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    settings = read_settings()
    if args.mend:
        await mend_graph(settings.graph)
    findings = await examine(settings)
    if args.json:
        print(json.dumps([{**asdict(one), "well": one.well} for one in findings], indent=2))
    else:
        for one in findings:
            print(f"{'ok' if one.well else 'PROBLEM':<8} {one.name:<12} {one.found}")
            if one.mend:
                print(f"{'':<21} {one.mend}")
    return 0 if all(one.well for one in findings) else 1


async def examine(settings: Settings) -> list[Finding]:
    """Return everything that was looked at, in the order in which to mend it."""
    graph = settings.graph
    findings = [python(), data_directory(graph.data), free_disk(graph.data), model(settings)]
    if graph.url is None:
        findings += [java(), heap(graph)]
    if findings[1].well:
        findings += [key(graph), *await graph_findings(graph)]
    return findings


def python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    mend = "" if sys.version_info >= OLDEST_PYTHON else "install Python 3.11 or newer"
    return Finding("python", found, mend)


def data_directory(data: Path) -> Finding:
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Finding("data", f"{data}: {reason}", "set TELLONCE_DATA to a folder you can write")
    return Finding("data", f"{data} can be written")


def free_disk(data: Path) -> Finding:
    place = next(one for one in (data, *data.absolute().parents) if one.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    mend = "" if free_mb >= LEAST_FREE_MB else f"free {LEAST_FREE_MB} MB, or move TELLONCE_DATA"
    return Finding("disk", f"{free_mb:,} MB free", mend)


def model(settings: Settings) -> Finding:
    file = settings.identity.model_file
    name = str(file or "the one that ships")
    try:
        load_model(file)
    except IdentityError as error:
        return Finding("model", f"{name}: {error}", "set TELLONCE_MODEL to a usable file, or unset")
    return Finding("model", name)


def java() -> Finding:
    try:
        wheel = find_wheel()
        command = [str(wheel.java), "-version"]
        ran = subprocess.run(  # noqa: S603  the runtime inside the wheel, no input of anybody's
            command, capture_output=True, text=True, timeout=JAVA_SECONDS, check=True
        )
    except EngineError as error:
        return Finding("java", "not found", str(error))
    except (OSError, subprocess.SubprocessError) as error:
        reason = f"does not run ({type(error).__name__})"
        return Finding("java", reason, "install arcadedb-embedded anew, or set GRAPH_URL")
    return Finding("java", f"{ran.stderr.splitlines()[0]}, {len(wheel.jars)} jars")


def heap(settings: GraphSettings) -> Finding:
    chosen = settings.heap_mb or default_heap_mb()
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    mend = "" if chosen < memory_mb else "set TELLONCE_HEAP_MB to less than the machine has"
    return Finding("heap", f"{chosen} MB of {memory_mb:,} MB memory", mend)


def key(settings: GraphSettings) -> Finding:
    try:
        fingerprint = open_keys(settings).fingerprint
    except (GraphError, OSError, ValueError) as error:
        mend = "put back the deployment key from your backup: without it nobody is found any more"
        return Finding("key", f"{settings.key_path} is no key ({type(error).__name__})", mend)
    mode = stat.S_IMODE(settings.key_path.stat().st_mode)
    mend = "" if not mode & 0o077 else f"others can read it: chmod 600 {settings.key_path}"
    return Finding("key", f"fingerprint {fingerprint}, mode {mode:04o}", mend)


async def graph_findings(settings: GraphSettings) -> list[Finding]:
    """Return how opening the graph went: it answers, its constraints, its key."""
    where = settings.url or "the embedded engine"
    answers = Finding("graph", f"{where} answers")
    whole = Finding("constraints", "all there")
    try:
        async with open_graph(settings):
            return [answers, whole]
    except MissingConstraintError as error:
        mend = "run `tellonce doctor --mend`; it says so when duplicates stand in the way"
        return [answers, Finding("constraints", f"missing: {', '.join(error.missing)}", mend)]
    except WrongKeyError as error:
        mend = "set TELLONCE_KEY_FILE to the key file of that deployment"
        found = f"the graph was written with {error.theirs}, our key is {error.ours}"
        return [answers, whole, Finding("fingerprint", found, mend)]
    except (GraphError, ValueError) as error:
        return [Finding("graph", f"{where} does not answer", str(error))]
