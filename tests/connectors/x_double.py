"""X as its pages say it answers (API v2, 2026): threads, since_id, pages, messages, limits, bills.

It gives no more than it is asked for, lets in only who shows a token or signs by OAuth 1.0a, counts
what it would charge, and misbehaves when it is told to. tweepy and X's own xdk judge it.
"""

import asyncio
import base64
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import httpx2
from oauthlib.oauth1.rfc5849 import signature
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.connectors.x_rules import matches

EPOCH_MS = 1_288_834_974_657  # docs.x.com, "X IDs"
APP_TOKEN = "AAAA-invented-app"
USER_TOKEN = "BBBB-invented-user"  # OAuth 2.0, of our own account
API_KEY, API_SECRET = "ck-invented", "cs-invented"
OURS = "1000"
ACCESS_TOKEN, ACCESS_SECRET = f"{OURS}-invented", "as-invented"
SIGNED_FOR = "https://api.twitter.com"  # tweepy signs for it wherever the request goes
PROBLEMS = "https://api.x.com/2/problems"
LIMITS = {  # requests in 15 minutes ("Rate limits")
    "mentions": 300,
    "tweets": 900,
    "search": 300,
    "lookup": 900,
    "users": 300,
    "me": 75,
    "dm_events": 15,
    "send": 15,
    "create": 100,
    "rules": 450,
    "stream": 50,
}
PRICES = {"own": "0.001", "post": "0.005", "message": "0.010", "user": "0.010"}
WRITES = {"post": "0.015", "link": "0.200", "message": "0.015"}

Item = dict[str, Any]
Fault = Callable[[Request], Any]


def settings(url: str, **changes: str) -> dict[str, str]:
    """Return a connector's settings for our account there."""
    return {
        "handle": "acme_help",
        "bearer_token": APP_TOKEN,
        "api_key": API_KEY,
        "api_secret": API_SECRET,
        "access_token": ACCESS_TOKEN,
        "access_secret": ACCESS_SECRET,
        "track": "",
        "stream": "on",
        "sending": "off",
        "prices": "",
        "address": url,
        **changes,
    }


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class XDouble:
    """One world: `now` is its clock; `faults` are what the next requests get instead."""

    now: Callable[[], datetime] = utc_now
    url: str = ""
    keep_alive_seconds: float = 20.0
    users: dict[str, Item] = field(default_factory=dict)
    posts: dict[str, Item] = field(default_factory=dict)  # oldest first
    messages: list[Item] = field(default_factory=list)
    rules: list[Item] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=lambda: dict(LIMITS))
    faults: deque[Fault] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    streams: list["Listener"] = field(default_factory=list)
    charged: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    forbidden: dict[str, str] = field(default_factory=dict)  # limit → why this app may not
    connects: int = 0
    new_names: bool = False  # also for who asks by the old ones
    _used: dict[str, tuple[int, int]] = field(default_factory=dict)  # limit → (window, requests)
    _counter: int = 0

    def __post_init__(self) -> None:
        self.user(OURS, "acme_help", "Acme Help")

    @property
    def bill(self) -> Decimal:
        return sum(self.charged.values(), Decimal(0))

    def user(self, id_: str, username: str, name: str, **more: Any) -> Item:
        counts = ("following_count", "listed_count", "tweet_count", "post_count")
        metrics = {"followers_count": more.pop("followers", 10), **dict.fromkeys(counts, 3)}
        known = {"id": id_, "username": username, "name": name, "public_metrics": metrics, **more}
        self.users[id_] = known
        return known

    def post(
        self,
        author: str,
        text: str,
        *,
        answers: str | None = None,
        quotes: str | None = None,
        reposts: str | None = None,
        at: datetime | None = None,
        seen: int = 0,
        **more: Any,
    ) -> str:
        """Have somebody write; whoever listens for it hears it at once. Returns its id."""
        made = at or self.now()
        id_ = self._id(made)
        pairs = (("replied_to", answers), ("quoted", quotes), ("retweeted", reposts))
        referred = [{"type": kind, "id": one} for kind, one in pairs if one]
        root = self.posts.get(answers or "", {}).get("conversation_id", id_)
        post: Item = {
            "id": id_,
            "text": text,
            "author_id": author,
            "conversation_id": root,
            "created_at": stamp(made),
            "edit_history_tweet_ids": [id_],
            "public_metrics": {"impression_count": seen, **dict.fromkeys(COUNTS, 0)},
            **more,
        }
        if referred:
            post["referenced_tweets"] = referred
        if answers in self.posts:
            post["in_reply_to_user_id"] = self.posts[answers]["author_id"]
        self.posts[id_] = post
        for stream in self.streams:
            if tags := self._matching(post):
                line = self._answer([post], stream.query, "post")
                line["data"] = line["data"][0]
                stream.lines.put_nowait(json.dumps({**line, "matching_rules": tags}))
        return id_

    def message(self, sender: str, receiver: str, text: str, *, at: datetime | None = None) -> str:
        made = at or self.now()
        id_ = self._id(made)
        low, high = sorted((sender, receiver), key=int)
        self.messages.append(
            {
                "id": id_,
                "event_type": "MessageCreate",
                "text": text,
                "sender_id": sender,
                "dm_conversation_id": f"{low}-{high}",
                "created_at": stamp(made),
            }
        )
        return id_

    def end_streams(self, *, words: str | None = "This stream has been disconnected") -> None:
        """End every connection, with words or, where there are none, in the middle."""
        problem = {"title": "operational-disconnect", "detail": words, "type": "about:blank"}
        for stream in self.streams:
            if words:
                stream.lines.put_nowait(json.dumps({"errors": [problem]}))
            stream.lines.put_nowait(None)

    async def check_webhook(self, client: httpx2.AsyncClient, address: str, secret: str) -> bool:
        """Ask by CRC, as X does before it sends, whether we are expected there."""
        token = "invented-challenge"
        answer = await client.get(address, params={"crc_token": token})
        digest = hmac.digest(secret.encode(), token.encode(), "sha256")
        expected = "sha256=" + base64.b64encode(digest).decode()
        return answer.status_code == 200 and answer.json()["response_token"] == expected

    async def send_event(
        self, client: httpx2.AsyncClient, address: str, secret: str, event: Item
    ) -> int:
        """Post an event of the X Activity API, signed; return how it was answered."""
        body = json.dumps({"data": event}).encode()
        digest = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
        headers = {"x-twitter-webhooks-signature": f"sha256={digest}"}
        return (await client.post(address, content=body, headers=headers)).status_code

    def app(self) -> Starlette:
        get, post = ["GET"], ["POST"]
        routes = [
            ("/2/users/me", self._me, get, "me"),
            ("/2/users", self._users, get, "users"),
            ("/2/users/by", self._users, get, "users"),
            ("/2/users/by/username/{name}", self._user, get, "users"),
            ("/2/users/{id}/mentions", self._mentions, get, "mentions"),
            ("/2/users/{id}/tweets", self._tweets, get, "tweets"),
            ("/2/users/{id}", self._user, get, "users"),
            ("/2/tweets/search/stream/rules", self._rules, [*get, *post], "rules"),
            ("/2/tweets/search/stream", self._stream, get, "stream"),
            ("/2/tweets/search/recent", self._search, get, "search"),
            ("/2/tweets", self._lookup, get, "lookup"),
            ("/2/tweets", self._create, post, "create"),
            ("/2/dm_events", self._dm_events, get, "dm_events"),
            ("/2/dm_conversations/with/{id}/dm_events", self._dm_events, get, "dm_events"),
            ("/2/dm_conversations/{name}/dm_events", self._dm_events, get, "dm_events"),
            ("/2/dm_conversations/with/{id}/messages", self._send, post, "send"),
            ("/2/dm_conversations/{name}/messages", self._send, post, "send"),
        ]
        return Starlette(
            routes=[
                Route(path, self._guarded(answer, limit), methods=methods)
                for path, answer, methods, limit in routes
            ]
        )

    def _guarded(self, answer: Callable[..., Any], limit: str) -> Any:
        async def take(request: Request) -> Response:
            self.asked.append(f"{request.method} {request.url.path}?{request.url.query}")
            if self.faults:
                return await self.faults.popleft()(request)
            who = self._who(request)
            if who is None:
                return problem(401, "Unauthorized")
            if limit in self.forbidden:
                return problem(403, "Forbidden", self.forbidden[limit])
            seconds = self.now().timestamp()
            window, used = self._used.get(limit, (0, 0))
            if seconds >= window:
                window, used = int(seconds) + 900, 0
            left = self.limits[limit] - used
            self._used[limit] = (window, used + 1)
            headers = {
                "x-rate-limit-limit": str(self.limits[limit]),
                "x-rate-limit-remaining": str(max(0, left - 1)),
                "x-rate-limit-reset": str(window),
            }
            if left <= 0:
                return problem(429, "Too Many Requests", headers=headers)
            response: Response = await answer(request, who)
            response.headers.update(headers)
            return response

        return take

    def _who(self, request: Request) -> str | None:
        """Return "app", "user", or None for nobody we know."""
        kind, _, rest = request.headers.get("authorization", "").partition(" ")
        if kind == "Bearer":
            return {APP_TOKEN: "app", USER_TOKEN: "user"}.get(rest)
        if kind != "OAuth":
            return None
        given = dict(part.strip().split("=", 1) for part in rest.split(","))
        given = {name: unquote(value.strip('"')) for name, value in given.items()}
        if (given["oauth_consumer_key"], given["oauth_token"]) != (API_KEY, ACCESS_TOKEN):
            return None
        shown = given.pop("oauth_signature")
        query = [(k, v) for k, v in request.query_params.multi_items()]
        parameters = signature.normalize_parameters([*given.items(), *query])
        for host in (SIGNED_FOR, self.url):
            text = signature.signature_base_string(
                request.method, f"{host}{request.url.path}", parameters
            )
            key = f"{API_SECRET}&{ACCESS_SECRET}".encode()
            made = base64.b64encode(hmac.digest(key, text.encode(), "sha1")).decode()
            if hmac.compare_digest(made, shown):
                return "user"
        return None

    async def _me(self, request: Request, who: str) -> Response:
        if who != "user":
            return problem(403, "Forbidden", "Authenticating with app-only is forbidden here")
        self._charge("user", OURS)
        return JSONResponse({"data": self._shown_user(OURS, request.query_params)})

    async def _user(self, request: Request, who: str) -> Response:
        given = request.path_params
        found = [
            one["id"]
            for one in self.users.values()
            if one["id"] == given.get("id") or one["username"] == given.get("name")
        ]
        if not found:
            value = given.get("id") or given.get("name")
            return JSONResponse({"errors": [not_found("user", value, "id")]})
        self._charge("user", found[0])
        return JSONResponse({"data": self._shown_user(found[0], request.query_params)})

    async def _users(self, request: Request, who: str) -> Response:
        query = request.query_params
        wanted = (query.get("ids") or query.get("usernames") or "").split(",")
        names = {one["username"]: one["id"] for one in self.users.values()}
        found = [names.get(one, one) for one in wanted]
        there = [one for one in found if one in self.users]
        for one in there:
            self._charge("user", one)
        body: Item = {"data": [self._shown_user(one, query) for one in there]}
        missing = [one for one in found if one not in self.users]
        if missing:
            body["errors"] = [not_found("user", one, "ids") for one in missing]
        return JSONResponse(body)

    async def _mentions(self, request: Request, who: str) -> Response:
        name = self.users[request.path_params["id"]]["username"]
        wanted = [
            one
            for one in self.posts.values()
            if f"@{name}" in one["text"].lower() and one["author_id"] != request.path_params["id"]
        ]
        return self._page(wanted, request, "own", most=800, smallest=5)

    async def _tweets(self, request: Request, who: str) -> Response:
        id_ = request.path_params["id"]
        wanted = [one for one in self.posts.values() if one["author_id"] == id_]
        return self._page(wanted, request, "own" if id_ == OURS else "post", most=3200, smallest=5)

    async def _search(self, request: Request, who: str) -> Response:
        query = request.query_params["query"]
        week = self.now() - timedelta(days=7)
        oldest = self._floor(week)
        since_id = request.query_params.get("since_id")
        if len(query) > 512 or (since_id and int(since_id) < oldest):
            return problem(400, "Invalid Request", "One or more parameters to your request...")
        recent = [one for one in self.posts.values() if int(one["id"]) >= oldest]
        wanted = [one for one in recent if matches(query, one, self.users)]
        return self._page(wanted, request, "post", most=100_000, smallest=10)

    async def _lookup(self, request: Request, who: str) -> Response:
        ids = request.query_params["ids"].split(",")
        if len(ids) > 100:
            return problem(400, "Invalid Request")
        found = [self.posts[one] for one in ids if one in self.posts]
        body = self._answer(found, request.query_params, "post")
        missing = [one for one in ids if one not in self.posts]
        if missing:
            body["errors"] = [not_found("tweet", one, "ids") for one in missing]
        return JSONResponse(body)

    async def _create(self, request: Request, who: str) -> Response:
        body = await request.json()
        answers = (body.get("reply") or {}).get("in_reply_to_tweet_id")
        if who != "user":
            return problem(403, "Forbidden")
        if answers and not self._summoned(answers):
            return problem(403, "Forbidden", NOT_SUMMONED)
        if any(
            one["author_id"] == OURS and one["text"] == body["text"] for one in self.posts.values()
        ):
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate")
        id_ = self.post(OURS, body["text"], answers=answers)
        self._charge_write("link" if "http" in body["text"] else "post", id_)
        data = {"id": id_, "text": body["text"], "edit_history_tweet_ids": [id_]}
        return JSONResponse({"data": data}, 201)

    async def _dm_events(self, request: Request, who: str) -> Response:
        if who != "user":
            return problem(403, "Forbidden")
        query, given = request.query_params, request.path_params
        wanted = [
            one
            for one in self.messages
            if OURS in one["dm_conversation_id"].split("-")
            and given.get("id", OURS) in one["dm_conversation_id"].split("-")
            and given.get("name") in {None, one["dm_conversation_id"]}
        ]
        wanted.sort(key=lambda one: int(one["id"]), reverse=True)
        page, token = cut(wanted, query, smallest=1)
        fields = {"id", "event_type", "text", *query.get("dm_event.fields", "").split(",")}
        for one in page:
            self._charge("message", one["id"])
        body: Item = {"meta": {"result_count": len(page)}}
        if page:
            body["data"] = [only(one, fields) for one in page]
        if "sender_id" in query.get("expansions", "") and page:
            senders = list(dict.fromkeys(one["sender_id"] for one in page))
            body["includes"] = {"users": [self._along(one, query) for one in senders]}
        if token:
            body["meta"]["next_token"] = token
        return JSONResponse(body)

    async def _send(self, request: Request, who: str) -> Response:
        if who != "user":
            return problem(403, "Forbidden")
        given, body = request.path_params, await request.json()
        receiver = given.get("id") or next(one for one in given["name"].split("-") if one != OURS)
        if self.users.get(receiver, {}).get("closed"):
            return problem(403, "Forbidden", "You do not have permission to DM this user")
        id_ = self.message(OURS, receiver, body["text"])
        self._charge_write("message", id_)
        conversation = self.messages[-1]["dm_conversation_id"]
        data = {"dm_conversation_id": conversation, "dm_event_id": id_}
        return JSONResponse({"data": data}, 201)

    async def _rules(self, request: Request, who: str) -> Response:
        if who != "app":
            return problem(403, "Forbidden")
        if request.method == "GET":
            body: Item = {"meta": {"sent": stamp(self.now()), "result_count": len(self.rules)}}
            return JSONResponse({**({"data": self.rules} if self.rules else {}), **body})
        asked = await request.json()
        gone = (asked.get("delete") or {}).get("ids") or []
        self.rules = [one for one in self.rules if one["id"] not in gone]
        made, errors = [], []
        for one in asked.get("add") or []:
            same = next((rule for rule in self.rules if rule["value"] == one["value"]), None)
            if same:
                errors.append({"value": one["value"], "id": same["id"], "title": "DuplicateRule"})
                continue
            made.append({**one, "id": self._id(self.now())})
        self.rules += made
        summary = {"created": len(made), "not_created": len(errors), "deleted": len(gone)}
        body = {"meta": {"sent": stamp(self.now()), "summary": summary}}
        found = {"data": made} if made else {}
        return JSONResponse({**found, **({"errors": errors} if errors else {}), **body}, 201)

    async def _stream(self, request: Request, who: str) -> Response:
        if who != "app":
            return problem(403, "Forbidden")
        if self.streams:
            words = "This stream is currently at the maximum allowed connection limit."
            return problem(429, "ConnectionException", words)
        self.connects += 1
        listener = Listener(request.query_params)
        self.streams.append(listener)

        async def lines() -> AsyncIterator[str]:
            try:
                while True:
                    try:
                        line = await asyncio.wait_for(listener.lines.get(), self.keep_alive_seconds)
                    except TimeoutError:
                        yield "\r\n"
                        continue
                    if line is None:
                        return
                    yield line + "\r\n"
            finally:
                self.streams.remove(listener)

        return StreamingResponse(lines(), media_type="application/json")

    def _matching(self, post: Item) -> list[Item]:
        return [
            {"id": one["id"], "tag": one.get("tag", "")}
            for one in self.rules
            if matches(one["value"], post, self.users)
        ]

    def _summoned(self, id_: str) -> bool:
        """Whether the author of a post asked for us, by naming or quoting us."""
        post = self.posts.get(id_, {})
        named = f"@{self.users[OURS]['username']}" in post.get("text", "").lower()
        referred = post.get("referenced_tweets", [])
        return named or any(
            one["type"] == "quoted" and self.posts.get(one["id"], {}).get("author_id") == OURS
            for one in referred
        )

    def _page(
        self, wanted: Sequence[Item], request: Request, price: str, *, most: int, smallest: int
    ) -> Response:
        query = request.query_params
        low = int(query.get("since_id") or 0)
        begin = self._floor(instant(query["start_time"])) if "start_time" in query else 0
        end = self._floor(instant(query["end_time"])) if "end_time" in query else 2**63
        found = [one for one in wanted if low < int(one["id"]) and begin <= int(one["id"]) < end]
        found.sort(key=lambda one: int(one["id"]), reverse=True)
        size = int(query.get("max_results", "10"))
        if not smallest <= size <= 100:
            return problem(400, "Invalid Request", "max_results")
        page, token = cut(found[:most], query, smallest=smallest)
        body = self._answer(page, query, price)
        body["meta"] = {"result_count": len(page)}
        if page:
            body["meta"] |= {"newest_id": page[0]["id"], "oldest_id": page[-1]["id"]}
        if token:
            body["meta"]["next_token"] = token
        return JSONResponse(body)

    def _answer(self, posts: Sequence[Item], query: Any, price: str) -> Item:
        new = self.new_names or "post.fields" in query
        fields = {"id", "text", "edit_history_tweet_ids"}
        asked = query.get("post.fields") or query.get("tweet.fields", "")
        fields |= {OLD.get(one, one) for one in asked.split(",")}
        for one in posts:
            self._charge(price, one["id"])
        shown = [only(one, fields) for one in posts]
        body: Item = {"data": [renamed(one) if new else one for one in shown]} if posts else {}
        expansions = query.get("expansions", "").split(",")
        includes: Item = {}
        if "author_id" in expansions and posts:
            authors = list(dict.fromkeys(one["author_id"] for one in posts))
            includes["users"] = [self._along(one, query) for one in authors if one in self.users]
        media = [one for post in posts for one in post.get("media", [])]
        if "attachments.media_keys" in expansions and media:
            includes["media"] = media
        return {**body, **({"includes": includes} if includes else {})}

    def _along(self, id_: str, query: Any) -> Item:
        self._charge("user", id_)
        return self._shown_user(id_, query)

    def _shown_user(self, id_: str, query: Any) -> Item:
        fields = {"id", "name", "username", *query.get("user.fields", "").split(",")}
        return only(self.users[id_], fields)

    def _charge(self, kind: str, id_: str) -> None:
        """Charge for one resource: once a day of UTC, by the lower price where it came first."""
        what = "post" if kind == "own" else kind
        self.charged.setdefault((what, id_, f"{self.now():%Y-%m-%d}"), Decimal(PRICES[kind]))

    def _charge_write(self, kind: str, id_: str) -> None:
        self.charged["write", id_, ""] = Decimal(WRITES[kind])

    def _id(self, at: datetime) -> str:
        self._counter += 1
        return str((round(at.timestamp() * 1000) - EPOCH_MS << 22) + self._counter % 4096)

    def _floor(self, at: datetime) -> int:
        return round(at.timestamp() * 1000) - EPOCH_MS << 22


@dataclass
class Listener:
    """One connection of the filtered stream."""

    query: Any
    lines: "asyncio.Queue[str | None]" = field(default_factory=asyncio.Queue)


COUNTS = ("reply_count", "like_count", "retweet_count", "quote_count", "bookmark_count")
NEW = {  # X's names of 2026 for what was called by the old ones
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "retweet_count": "repost_count",
}
OLD = {new: old for old, new in NEW.items()}
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
    "engaged by the author of the post you are replying to."
)


def cut(found: Sequence[Item], query: Any, *, smallest: int) -> tuple[list[Item], str | None]:
    """Return a page and the token of the next; tokens are opaque, and of this list only."""
    size = int(query.get("max_results", "10"))
    token = query.get("pagination_token") or query.get("next_token")
    below = int(base64.urlsafe_b64decode(token)) if token else 2**63
    rest = [one for one in found if int(one["id"]) < below]
    page = rest[:size]
    if len(rest) <= size:
        return page, None
    return page, base64.urlsafe_b64encode(page[-1]["id"].encode()).decode()


def renamed(post: Item) -> Item:
    """Return a post in the names of 2026."""
    found = {NEW.get(name, name): value for name, value in post.items()}
    if "public_metrics" in found:
        counts = found["public_metrics"]
        found["public_metrics"] = {NEW.get(name, name): one for name, one in counts.items()}
    return found


def only(item: Item, fields: set[str]) -> Item:
    return {name: value for name, value in item.items() if name in fields}


def stamp(at: datetime) -> str:
    """Return a time as X writes it: with milliseconds on some days, without on others."""
    text = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def not_found(kind: str, value: object, parameter: str) -> Item:
    return {
        "value": value,
        "resource_id": value,
        "resource_type": kind,
        "parameter": parameter,
        "title": "Not Found Error",
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "type": f"{PROBLEMS}/resource-not-found",
    }


def problem(
    status: int, title: str, detail: str = "", *, headers: dict[str, str] | None = None
) -> Response:
    body = {"title": title, "status": status, "detail": detail or title, "type": "about:blank"}
    return JSONResponse(body, status, headers=headers)
