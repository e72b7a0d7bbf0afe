"""Where the demo lives: a folder of its own, so that no invented customer meets a real one."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from graph.engines.embedded import engine_is_running
from tellonce.demo.load import SECRET_VARIABLE, make_secret
from tellonce.errors import DemoError

VOCABULARY: Final = Path(__file__).with_name("mentions.toml")  # what the demo's shop is called
CONTACT_POINTS: Final = Path(__file__).with_name("contact_points.toml")
QUALITY: Final = Path(__file__).with_name("quality.toml")
KEPT: Final = ("TELLONCE_HEAP_MB", "TELLONCE_LOG_LEVEL")  # other settings are of the real data


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """The folder of the demo deployment, inside the data directory."""

    folder: Path

    @property
    def world(self) -> Path:
        """JSON: the instant that the world's stories lead up to, and whether all of it is in."""
        return self.folder / "world.json"

    @property
    def api_key(self) -> Path:
        """The admin key. A real deployment keeps its hash only; the demo shows it at each start."""
        return self.folder / "admin.key"

    def environ(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of the demo's own deployment, with a fresh webhook secret."""
        kept = {name: environ[name] for name in KEPT if name in environ}
        ours = {"TELLONCE_DATA": str(self.folder), "TELLONCE_MENTIONS": str(VOCABULARY)}
        ours["TELLONCE_CONTACT_POINTS"] = str(CONTACT_POINTS)
        ours["TELLONCE_QUALITY"] = str(QUALITY)
        return {**kept, **ours, SECRET_VARIABLE: make_secret()}

    def begin(self) -> tuple[datetime, bool]:
        """Return the world's instant, and whether it is loaded; one cut off keeps its instant."""
        state = self._state()
        if "now" not in state:
            state = {"now": datetime.now(UTC).isoformat(timespec="seconds"), "loaded": False}
            self._write(self.world, json.dumps(state))
        return datetime.fromisoformat(state["now"]), bool(state["loaded"])

    def finish(self) -> None:
        """Remember that the whole world is in."""
        self._write(self.world, json.dumps({**self._state(), "loaded": True}))

    def keep_key(self, key: str) -> str:
        self._write(self.api_key, key)
        return key

    def kept_key(self) -> str | None:
        return self.api_key.read_text("utf-8") if self.api_key.exists() else None

    def clear(self) -> None:
        """Delete the demo. Raises DemoError while one runs."""
        if engine_is_running(self.folder):
            raise DemoError("a demo is running: end it first, then try again")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _state(self) -> dict[str, Any]:
        try:
            state = json.loads(self.world.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _write(self, path: Path, text: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        fresh.replace(path)
