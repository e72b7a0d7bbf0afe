"""The stories of the demo world, by the number under which `tellonce story` tells them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from tellonce.demo.stories import bag, john, machines, two_matters, unknown_caller
from tellonce.demo.stories.telling import Story

STORIES: Final[Mapping[int, Callable[[datetime], Story]]] = {
    1: bag.story,
    2: two_matters.story,
    3: john.story,
    4: machines.story,
    8: unknown_caller.story,
}
