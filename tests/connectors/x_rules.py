"""X's language of rules, as far as our connector writes it: what does a post match?"""

import re
from typing import Any

TOKEN = re.compile(r'\(|\)|-?"[^"]*"|[^\s()]+')

Item = dict[str, Any]


def matches(rule: str, post: Item, users: dict[str, Item]) -> bool:
    """Return whether X would give this post for this rule."""
    reading = _Reading(TOKEN.findall(rule), post, users)
    found = reading.either()
    assert reading.done, f"left over in {rule}"
    return found


class _Reading:
    def __init__(self, tokens: list[str], post: Item, users: dict[str, Item]) -> None:
        self._tokens, self._post, self._users = tokens, post, users

    @property
    def done(self) -> bool:
        return not self._tokens

    def either(self) -> bool:
        found = self._all()
        while self._tokens and self._tokens[0] == "OR":
            self._tokens.pop(0)
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._tokens and self._tokens[0] not in {"OR", ")"}:
            found = self._one() and found
        return found

    def _one(self) -> bool:
        token = self._tokens.pop(0)
        if token == "(":
            found = self.either()
            assert self._tokens.pop(0) == ")"
            return found
        if token.startswith("-"):
            return not self._term(token[1:])
        return self._term(token)

    def _term(self, term: str) -> bool:
        name, colon, value = term.partition(":")
        if not colon:
            word = re.escape(term.strip('"').lower())
            return re.search(rf"(?<!\w){word}(?!\w)", self._post["text"].lower()) is not None
        referred = self._post.get("referenced_tweets") or self._post.get("referenced_posts") or []
        author = self._users[self._post["author_id"]]["username"].lower()
        answered = self._users.get(self._post.get("in_reply_to_user_id", ""), {})
        match name, value.lower():
            case "from", user:
                return author == user
            case "to", user:
                return answered.get("username", "").lower() == user
            case "conversation_id", id_:
                return self._post["conversation_id"] == id_ and self._post["id"] != id_
            case "is", "retweet":
                return any(one["type"] == "retweeted" for one in referred)
        raise AssertionError(f"{term} is no operator here")
