"""What a person reads of a text in HTML: its words, line by line."""

from html.parser import HTMLParser
from typing import Final

BREAKS: Final = frozenset({"br", "div", "p", "li", "tr", "blockquote", "h1", "h2", "h3", "hr"})
UNSEEN: Final = frozenset({"script", "style", "head", "title"})


def plain_text(html: str) -> str:
    """Return the words; tags become line ends where a reader sees one, and nothing elsewhere."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
