"""Answers about quality for tests without a graph: there is nothing, and what is asked is noted."""

from typing import Any

from context.quality.shipped import shipped_quality
from identity.errors import UnknownError


class FakeQualityAnswers:
    """Notes what is asked with the `_note` of whoever mixes it in."""

    async def quality_forms(self) -> Any:
        self._asked_for("forms")
        return shipped_quality().forms

    async def scorecards_of(self, *what: Any, **by: Any) -> tuple[()]:
        self._asked_for((what, by))
        return ()

    async def scorecards_in(self, *what: Any, **by: Any) -> tuple[()]:
        self._asked_for((what, by))
        return ()

    async def heard(self, interaction: str, **by: Any) -> None:
        self._asked_for((interaction, by))

    async def quality_samples(self, *what: Any, **by: Any) -> tuple[()]:
        self._asked_for((what, by))
        if what == ("x",):
            raise ValueError
        return ()

    async def quality_report(self, *what: Any) -> tuple[()]:
        self._asked_for(what)
        return ()

    async def calibration(self, *what: Any) -> tuple[()]:
        self._asked_for(what)
        return ()

    async def score(self, *what: Any, **by: Any) -> Any:
        return self._nothing(what, by)

    async def appeal_scorecard(self, *what: Any, **by: Any) -> Any:
        return self._nothing(what, by)

    async def decide_appeal(self, *what: Any, **by: Any) -> Any:
        return self._nothing(what, by)

    async def note_coaching(self, *what: Any, **by: Any) -> Any:
        return self._nothing(what, by)

    def _nothing(self, what: Any, by: Any) -> Any:
        self._asked_for((what, by))
        raise UnknownError("scorecard", "x")

    def _asked_for(self, what: Any) -> None:
        self._note(what)  # type: ignore[attr-defined]
