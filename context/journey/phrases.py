"""How does one say it in a customer's language? Texts with forms for each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS, NETWORKS

UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
ON_NETWORKS: Final = frozenset({"social", "dm"})

Forms = Mapping[str, str]  # by "one", "few", "many", "other"


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that is said in one language."""

    language: str  # "en", "pt-BR"
    texts: Mapping[str, str]  # "clause.called": "you called {when} without an answer"
    counted: Mapping[str, Forms]  # "span.day"
    lists: Mapping[str, Sequence[str]]  # "when.weekdays"

    def say(self, text: str, /, **values: object) -> str:
        return self.texts[text].format_map(values)

    def count(self, text: str, number: int, /, **values: object) -> str:
        """Return the form that the language has for this number."""
        forms = self.counted[text]
        form = forms.get(plural(self.language, number)) or forms["other"]
        return form.format_map({"n": number, **values})

    def span(self, seconds: float) -> str:
        """Return a time span in whole units, rounded down; never less than a second."""
        whole = max(1, int(seconds))
        size, unit = next(one for one in UNITS if whole >= one[0])
        return self.count(f"span.{unit}", whole // size)

    def when(self, at_ms: int, now_ms: int, zone: tzinfo) -> str:
        """Return how one says when it was: `40 minutes ago`, `yesterday`, `on Tuesday`.

        Days are those of `zone`. Half a day is the longest that is said in hours, six days the
        longest by the weekday; then it is the date.
        """
        ago_ms = now_ms - at_ms
        if ago_ms < MINUTE_MS:
            return self.texts["when.now"]
        if ago_ms < HOUR_MS:
            return self.count("when.minute", ago_ms // MINUTE_MS)
        if ago_ms < DAY_MS // 2:
            return self.count("when.hour", ago_ms // HOUR_MS)
        day = datetime.fromtimestamp(at_ms / 1000, zone)
        days = (datetime.fromtimestamp(now_ms / 1000, zone).date() - day.date()).days
        if days < 2:
            return self.texts["when.yesterday" if days else "when.today"]
        if days < 7:
            return self.say("when.weekday", weekday=self.lists["when.weekdays"][day.weekday()])
        return self.say("when.date", day=day.day, month=self.lists["when.months"][day.month - 1])

    def message(self, channel: str, source: str) -> str:
        """Return what a message is called: `post on X`, `Ihre E-Mail`."""
        noun = self.texts.get(f"message.{channel}") or self.texts["message.other"]
        network = NETWORKS.get(source.lower()) if channel in ON_NETWORKS else None
        if network is None:
            return noun
        return self.say("message.on_network", message=noun, network=network)

    def listing(self, parts: Sequence[str], last: str) -> str:
        """Return the parts with commas, and with the words of `last` before the last one."""
        if len(parts) < 2:
            return "".join(parts)
        return self.texts["list.comma"].join(parts[:-1]) + self.texts[last] + parts[-1]


def choose(language: str | None, known: Mapping[str, Phrases]) -> Phrases:
    """Return the phrases of a language: of its variety, else of the language, else English."""
    tag = (language or "").replace("_", "-").lower()
    by_tag = {name.lower(): phrases for name, phrases in known.items()}
    return by_tag.get(tag) or by_tag.get(tag.partition("-")[0]) or known["en"]


def plural(language: str, number: int) -> str:
    """Return which form a language has for a whole number (Unicode CLDR, plural rules 46)."""
    base = language.partition("-")[0]
    ones, tens = number % 10, number % 100
    if base in ("ja", "ko", "zh", "vi", "th", "id"):
        return "other"
    if base in ("fr", "pt"):
        return "one" if number < 2 else "other"
    if base in ("cs", "sk"):
        return "one" if number == 1 else "few" if 2 <= number <= 4 else "other"
    if base in ("pl", "ru", "uk"):
        is_one = number == 1 if base == "pl" else ones == 1 and tens != 11
        is_few = 2 <= ones <= 4 and not 12 <= tens <= 14
        return "one" if is_one else "few" if is_few else "many"
    return "one" if number == 1 else "other"
