"""What is read of X, and what it needs: API v2 through tweepy."""

from collections.abc import Mapping
from typing import Final

from connectors.addresses import base_address
from connectors.pull import Access, Place, Pull, Setting, Stream
from connectors.x import known
from connectors.x.lists import (
    FOUND,
    ME,
    MENTIONS,
    MESSAGES,
    POSTS,
    REACH,
    THREADS,
    ask_for,
    read_chosen,
    read_messages,
    read_timeline,
)
from connectors.x.origin import ORIGIN
from connectors.x.parse import parse_message, parse_post
from connectors.x.prices import read_prices
from connectors.x.rules import stream_rule

SWITCHES: Final = ("stream", "sending")


def access(values: Mapping[str, str]) -> Access:
    """Return where X is. Raises ValueError, in words, for a setting that says something else."""
    for name in SWITCHES:
        if values[name] not in {"on", "off"}:
            raise ValueError(f'{name}: "on" or "off" is expected, not "{values[name]}"')
    if not values["access_token"].partition("-")[0].isdecimal():
        raise ValueError("access_token: one such as 1234567890-AbC… is expected")
    stream_rule(values)
    read_prices(values["prices"])
    return Access(base_address(values["address"], ORIGIN))


def _posts(name: str, *, changes: bool = True) -> Stream:
    read = read_timeline if changes else read_chosen
    return Stream(name, ask_for(name), read, parse_post, known.POST, changes=changes)


PULL: Final = Pull(
    settings=(
        Setting("handle", "the name of the company's account, without @"),
        Setting("bearer_token", "the app's Bearer Token", secret=True),
        Setting("api_key", "the app's API Key", secret=True),
        Setting("api_secret", "the app's API Key Secret", secret=True),
        Setting("access_token", "the account's Access Token", secret=True),
        Setting("access_secret", "the account's Access Token Secret", secret=True),
        Setting("track", "what else to look for, in X's language of rules", default=""),
        Setting("stream", "whether posts are heard as they are written: on or off", default="on"),
        Setting("sending", "whether answers may go out: on or off", default="off"),
        Setting("prices", "a file of prices in place of the one that ships", default=""),
        Setting("address", "where X is", default=ORIGIN),
    ),
    access=access,
    check=ask_for(ME)(Place()),
    streams=(  # in the order in which money is spent
        _posts(MENTIONS),
        Stream(MESSAGES, ask_for(MESSAGES), read_messages, parse_message, known.MESSAGE),
        _posts(POSTS),
        _posts(FOUND),
        _posts(THREADS, changes=False),
        _posts(REACH, changes=False),
    ),
    requests_a_minute=60,  # no list of ours may be asked for more often ("Rate limits")
)
