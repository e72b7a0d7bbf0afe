"""In which languages and words is a customer acknowledged? Those of a folder that may change.

A file `de.toml` there says what is said in German, on top of what ships. A changed folder is taken
over within a second; a file that cannot be used changes nothing and is logged.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from context.errors import RuleFileError
from context.journey.phrases import Phrases
from context.journey.read_phrases import parse_phrases
from context.journey.shipped_phrases import shipped_phrases
from context.policies.book import CHECK_SECONDS, RuleBook

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")

log = logging.getLogger(__name__)


class PhraseBook:
    """What the files of a folder say, each in its last version that could be used."""

    def __init__(
        self, folder: Path | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Read the folder; where there is none, what ships is said. Raises RuleFileError."""
        self._folder, self._clock = folder, clock
        self._files: dict[str, RuleBook[Phrases]] = {}
        self._refused: set[str] = set()
        self._next_look = clock() + CHECK_SECONDS
        if folder is not None:
            for language, path in _languages(folder).items():
                self._files[language] = _book(path, language, clock)

    def current(self) -> Mapping[str, Phrases]:
        """Return what is said, by language; looks for new files at most once a second."""
        if self._folder is None:
            return shipped_phrases()
        if self._clock() >= self._next_look:
            self._next_look = self._clock() + CHECK_SECONDS
            self._look_for_new(self._folder)
        own = {language: book.current() for language, book in self._files.items()}
        return {**shipped_phrases(), **own}

    def _look_for_new(self, folder: Path) -> None:
        try:
            found = _languages(folder)
        except RuleFileError as error:
            self._refuse(error)
            return
        for language in sorted(found.keys() - self._files.keys()):
            try:
                self._files[language] = _book(found[language], language, self._clock)
                log.info("phrases_changed", extra={"file": found[language].name})
            except RuleFileError as error:
                self._refuse(error)

    def _refuse(self, error: RuleFileError) -> None:
        """Log a file that cannot be used: once, and not every second."""
        if str(error) not in self._refused:
            facts = {
                "faults": len(error.faults),
                "line": next((one.line for one in error.faults), 0),
            }
            log.warning("phrases_refused", extra={"file": error.path.name, **facts})
        self._refused.add(str(error))


def _book(path: Path, language: str, clock: Callable[[], float]) -> RuleBook[Phrases]:
    shipped = shipped_phrases().get(language)
    parse = partial(parse_phrases, language=language, shipped=shipped)
    return RuleBook(path, parse, without=shipped or shipped_phrases()["en"], clock=clock)


def _languages(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by language. Raises RuleFileError."""
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix == ".toml")
    except OSError as error:
        raise RuleFileError(folder, reason=f"it cannot be read ({error.strerror})") from error
    for one in files:
        if not LANGUAGE.fullmatch(one.stem):
            raise RuleFileError(one, reason="its name is no language, like de.toml or pt-BR.toml")
    return {one.stem: one for one in files}
