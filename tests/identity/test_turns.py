"""Live contacts pass ahead of bulk loads."""

import asyncio

import pytest

from identity.turns import Turns


async def test_a_live_contact_passes_the_bulk_loads_that_wait():
    turns, served = Turns(), []

    async def take(name: str, *, first: bool) -> None:
        async with turns.turn(first=first):
            served.append(name)
            await asyncio.sleep(0)

    async with turns.turn(first=False):
        waiting = [
            asyncio.create_task(take("bulk 1", first=False)),
            asyncio.create_task(take("bulk 2", first=False)),
            asyncio.create_task(take("live", first=True)),
        ]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)

    assert served == ["live", "bulk 1", "bulk 2"]


async def test_one_at_a_time():
    turns, inside, most = Turns(), 0, 0

    async def take() -> None:
        nonlocal inside, most
        async with turns.turn(first=False):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(take() for _ in range(20)))

    assert most == 1


async def test_whoever_gives_up_waiting_blocks_nobody():
    turns = Turns()
    async with turns.turn(first=False):
        impatient = asyncio.create_task(turns.turn(first=True).__aenter__())
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient

    async with asyncio.timeout(1), turns.turn(first=False):
        pass
