"""Other people's clients of X run against our double of X: it answers as they expect."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
import requests
import tweepy
from requests.adapters import HTTPAdapter
from tweepy.asynchronous import AsyncClient, AsyncPaginator, AsyncStreamingClient
from xdk import Client
from xdk.oauth1_auth import OAuth1
from xdk.posts.models import CreateRequest
from xdk.stream.models import UpdateRulesRequest

from connectors.x.client import Seam
from tests.connectors.vendors import open_for_business
from tests.connectors.x_double import (
    ACCESS_SECRET,
    ACCESS_TOKEN,
    API_KEY,
    API_SECRET,
    APP_TOKEN,
    OURS,
    SIGNED_FOR,
    USER_TOKEN,
    XDouble,
)

KEYS = {
    "bearer_token": APP_TOKEN,
    "consumer_key": API_KEY,
    "consumer_secret": API_SECRET,
    "access_token": ACCESS_TOKEN,
    "access_token_secret": ACCESS_SECRET,
}


@pytest.fixture
async def x() -> AsyncIterator[XDouble]:
    double = XDouble(keep_alive_seconds=0.05)
    double.user("55", "ana_l", "Ana Lopez", location="Austin, TX", followers=2500)
    async with open_for_business(double):
        yield double


class Redirected(HTTPAdapter):
    """tweepy's seam for its blocking clients: a session whose requests go elsewhere."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> Any:
        request.url = request.url.replace(SIGNED_FOR, self._url)
        return super().send(request, *args, **more)


def blocking(client: Any, x: XDouble) -> Any:
    client.session.mount(SIGNED_FOR, Redirected(x.url))
    return client


async def test_tweepy_s_blocking_client_reads_and_writes(x):
    mention = x.post("55", "@acme_help the wrong bag")
    x.message("55", OURS, "it is order 1001")

    def work() -> tuple[Any, ...]:
        with requests.Session() as session:
            client = tweepy.Client(**KEYS)
            client.session = session
            blocking(client, x)
            reply = client.create_tweet(text="Which one?", in_reply_to_tweet_id=mention)
            return (
                client.get_me(user_fields=["public_metrics"]).data,
                client.get_users_mentions(OURS, expansions=["author_id"]),
                client.get_user(username="ana_l", user_fields=["location"]).data,
                client.search_recent_tweets(f"conversation_id:{mention}").data,
                client.get_direct_message_events(dm_event_fields=["sender_id"]).data,
                client.create_direct_message(participant_id="55", text="Let us see").data,
                reply.data,
            )

    me, mentions, ana, thread, messages, sent, reply = await asyncio.to_thread(work)

    assert (me.username, me.public_metrics["followers_count"]) == ("acme_help", 10)
    assert [one.text for one in mentions.data] == ["@acme_help the wrong bag"]
    assert mentions.includes["users"][0].username == "ana_l"
    assert ana.location == "Austin, TX"
    assert [str(one.id) for one in thread] == [reply["id"]]
    assert [(one.text, str(one.sender_id)) for one in messages] == [("it is order 1001", "55")]
    assert sent["dm_event_id"] == x.messages[-1]["id"]


async def test_tweepy_s_async_client_turns_pages_and_reads_errors(x):
    ids = [x.post("55", f"@acme_help {number}") for number in range(23)]
    client = AsyncClient(**KEYS, return_type=dict)
    client.session = Seam(x.url, answer_seconds=5)
    pages = AsyncPaginator(client.get_users_mentions, OURS, user_auth=True, max_results=5)
    found = [one["id"] async for page in pages for one in page["data"]]
    looked_up = await client.get_tweets([ids[0], "404"])
    x.limits["mentions"] = 0
    with pytest.raises(tweepy.TooManyRequests) as limited:
        await client.get_users_mentions(OURS, user_auth=True)
    await client.session.close()

    assert found == list(reversed(ids))
    assert [one["id"] for one in looked_up["data"]] == [ids[0]]
    assert looked_up["errors"][0]["resource_id"] == "404"
    assert limited.value.reset_time > x.now().timestamp()


async def test_tweepy_s_async_stream_hears_what_its_rules_ask_for(x):
    heard: asyncio.Queue[str] = asyncio.Queue()
    alive = asyncio.Event()

    class Listening(AsyncStreamingClient):
        async def on_tweet(self, tweet: tweepy.Tweet) -> None:
            heard.put_nowait(tweet.text)

        async def on_keep_alive(self) -> None:
            alive.set()

    client = Listening(APP_TOKEN)
    client.session = Seam(x.url, answer_seconds=None)
    rules = [tweepy.StreamRule("@acme_help -is:retweet", tag="ours")]
    first = await client.add_rules(rules)
    again = await client.add_rules(rules)
    there = (await client.get_rules()).data
    task = client.filter()
    await asyncio.wait_for(alive.wait(), 5)
    x.post("55", "nothing of interest")
    x.post("55", "@acme_help hello")
    said = await asyncio.wait_for(heard.get(), 5)
    client.disconnect()
    await task

    assert first.data[0].tag == "ours"
    assert again.errors[0]["title"] == "DuplicateRule"
    assert [one.value for one in there] == ["@acme_help -is:retweet"]
    assert said == "@acme_help hello"
    assert heard.empty()


async def test_tweepy_s_blocking_stream_hears_it_as_well(x):
    x.rules.append({"id": "1", "value": "@acme_help"})
    heard: list[str] = []
    connected = threading.Event()

    class Listening(tweepy.StreamingClient):
        def on_connect(self) -> None:
            connected.set()

        def on_tweet(self, tweet: tweepy.Tweet) -> None:
            heard.append(tweet.text)
            self.disconnect()

    def work() -> None:
        with requests.Session() as session:
            client = Listening(APP_TOKEN, max_retries=0)
            client.session = session
            blocking(client, x).filter()

    listening = asyncio.create_task(asyncio.to_thread(work))
    await asyncio.to_thread(connected.wait, 5)
    x.post("55", "@acme_help hello")
    await asyncio.wait_for(listening, 10)

    assert heard == ["@acme_help hello"]


@pytest.fixture
def xdk(x: XDouble) -> Callable[..., Any]:
    """Run work with X's own client in a thread, as an app and as our account."""

    async def run(work: Callable[[Client, Client], Any]) -> Any:
        signed = OAuth1(API_KEY, API_SECRET, "oob", ACCESS_TOKEN, ACCESS_SECRET)
        app = Client(base_url=x.url, bearer_token=APP_TOKEN)
        ours = Client(base_url=x.url, access_token=USER_TOKEN, auth=signed)
        try:
            return await asyncio.to_thread(work, app, ours)
        finally:
            app.session.close()
            ours.session.close()

    return run


async def test_x_s_own_client_reads_mentions_in_pages_with_their_authors(x, xdk):
    first = x.post("55", "@acme_help 0")
    ids = [first, *(x.post("55", f"@acme_help {one}", answers=first) for one in range(1, 13))]

    def work(app: Client, _ours: Client) -> list[Any]:
        fields = ["author_id", "conversation_id", "public_metrics", "referenced_posts"]
        return list(
            app.users.get_mentions(
                OURS,
                max_results=5,
                post_fields=fields,
                expansions=["author_id"],
                user_fields=["location"],
            )
        )

    pages = await xdk(work)

    assert [field(one, "id") for page in pages for one in page.data] == list(reversed(ids))
    assert field(pages[0].includes.users[0], "location") == "Austin, TX"
    assert {field(one, "conversation_id") for page in pages for one in page.data} == {first}
    assert field(pages[0].data[0].referenced_posts[0], "type") == "replied_to"


async def test_x_s_own_client_searches_answers_and_writes_in_private(x, xdk):
    mention = x.post("55", "@acme_help the wrong bag")
    x.message("55", OURS, "hello")

    def work(app: Client, ours: Client) -> tuple[Any, ...]:
        body = CreateRequest(text="Which one?", reply={"in_reply_to_tweet_id": mention})
        made = ours.posts.create(body)
        return (
            made.data,
            next(app.posts.search_recent(f"conversation_id:{mention}")).data,
            app.posts.get_by_ids([mention, "404"]),
            app.users.get_by_username("ana_l", user_fields=["public_metrics"]).data,
            ours.users.get_me().data,
            next(ours.direct_messages.get_events(dm_event_fields=["sender_id"])).data,
        )

    made, thread, looked_up, ana, me, messages = await xdk(work)

    assert [field(one, "id") for one in thread] == [field(made, "id")]
    assert [field(one, "id") for one in looked_up.data] == [mention]
    assert field(looked_up.errors[0], "title") == "Not Found Error"
    assert field(field(ana, "public_metrics"), "followers_count") == 2500
    assert field(me, "username") == "acme_help"
    assert [(field(one, "text"), field(one, "sender_id")) for one in messages] == [("hello", "55")]


async def test_x_s_own_client_makes_rules_and_hears_the_stream(x, xdk):
    def rules(app: Client, _ours: Client) -> Any:
        body = {"add": [{"value": "@acme_help", "tag": "t"}]}
        app.stream.update_rules(UpdateRulesRequest(**body))
        return next(app.stream.get_rules()).data

    there = await xdk(rules)

    def first_line(app: Client, _ours: Client) -> Any:
        return next(iter(app.stream.posts(tweet_fields=["author_id"])))

    listening = asyncio.create_task(xdk(first_line))
    while not x.streams:  # noqa: ASYNC110  seen in the double, not told
        await asyncio.sleep(0.01)
    x.post("55", "@acme_help hello")
    heard = await asyncio.wait_for(listening, 10)

    assert [field(one, "value") for one in there] == ["@acme_help"]
    assert field(heard.data, "text") == "@acme_help hello"


async def test_who_shows_no_token_or_signs_with_another_secret_is_sent_away(x):
    client = AsyncClient(**{**KEYS, "access_token_secret": "another"}, return_type=dict)
    client.session = Seam(x.url, answer_seconds=5)

    with pytest.raises(tweepy.Unauthorized):
        await client.get_me(user_auth=True)
    await client.session.close()
    async with aiohttp.ClientSession() as session, session.get(f"{x.url}/2/users/me") as answer:
        assert answer.status == 401


def field(item: Any, name: str) -> Any:
    """Return a field of what xdk gives: a model, or a dict where it is generic."""
    return item[name] if isinstance(item, dict) else getattr(item, name)
