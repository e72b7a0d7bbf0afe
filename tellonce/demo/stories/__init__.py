"""The stories of the demo world, by the number under which `tellonce story` tells them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from tellonce.demo.stories import (
    alarm,
    bag,
    boots,
    john,
    logo,
    machines,
    silent,
    two_matters,
    unknown_caller,
)
from tellonce.demo.stories.telling import Story, in_one

STORIES: Final[Mapping[int, Callable[[datetime], Story]]] = {
    1: bag.story,
    2: two_matters.story,
    3: john.story,
    4: machines.story,
    5: lambda now: in_one(logo.story(now), boots.story(now)),
    6: alarm.story,
    7: silent.story,
    8: unknown_caller.story,
}
