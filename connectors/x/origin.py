"""Where X is, as tweepy has it."""

from typing import Final

ORIGIN: Final = "https://api.twitter.com"  # a literal in tweepy; X answers there as at api.x.com
