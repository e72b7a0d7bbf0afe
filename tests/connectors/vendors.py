"""A server that behaves as the vendors' pages say theirs do, and misbehaves when it is told to."""

import asyncio
import base64
import json
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

START = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = "shpat_invented"

Item = dict[str, Any]
Fault = Callable[[Request], Any]  # (request) → response, awaited


def at(second: int) -> datetime:
    """Return an instant of the vendors' world."""
    return START + timedelta(seconds=second)


async def hang(_request: Request) -> Response:
    await asyncio.sleep(60)
    return Response(status_code=500)


def status(code: int, **headers: str) -> Fault:
    async def answer(_request: Request) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return JSONResponse({"errors": "not now"}, code, headers=named)

    return answer


async def half_a_page(_request: Request) -> Response:
    return Response('{"customers": [{"id": 1, "emai', media_type="application/json")


async def cut_off(_request: Request) -> Response:
    """Announce more than is sent: the connection ends in the middle."""
    return Response('{"customers": [', headers={"content-length": "1000"})


def trickle(seconds: float) -> Fault:
    """Send a byte now and then: no single wait is long."""

    async def answer(_request: Request) -> Response:
        async def bytes_() -> AsyncIterator[bytes]:
            for _ in range(1000):
                await asyncio.sleep(seconds)
                yield b" "

        return StreamingResponse(bytes_())

    return answer


@dataclass
class Vendor:
    """What a vendor holds, by list; `faults` are what the next requests get instead."""

    lists: dict[str, list[Item]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    most: int = 50  # items a page holds, whatever is asked for
    slow_seconds: float = 0.0

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._take)])

    async def _take(self, request: Request) -> Response:
        self.asked.append(str(request.url.path) + "?" + request.url.query)
        if self.faults:
            answer: Response = await self.faults.popleft()(request)
            return answer
        await asyncio.sleep(self.slow_seconds)
        if not self.lets_in(request):
            return JSONResponse({"errors": "who are you?"}, 401)
        return self.answer(request)

    def lets_in(self, request: Request) -> bool:
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        raise NotImplementedError


class Shopify(Vendor):
    """Pages by a Link header whose page_info allows no other parameter than the limit."""

    def lets_in(self, request: Request) -> bool:
        return request.headers.get("x-shopify-access-token") == TOKEN

    def answer(self, request: Request) -> Response:
        name = request.url.path.rpartition("/")[2].removesuffix(".json")
        query = dict(request.query_params)
        if name == "count":
            return JSONResponse({"count": len(self.lists.get("orders", []))})
        size = min(int(query.pop("limit", "50")), self.most)
        if "page_info" in query:
            try:
                asked = json.loads(base64.urlsafe_b64decode(query.pop("page_info")))
            except ValueError:
                return JSONResponse({"errors": "Invalid page_info"}, 400)
            if query:
                return JSONResponse({"errors": "only limit goes with page_info"}, 400)
        else:
            asked = {"after": -1, **query}
        items = [one for one in self.lists.get(name, []) if self._wanted(one, asked)]
        items.sort(key=lambda one: one["id"])
        page = [one for one in items if one["id"] > asked["after"]]
        headers = {}
        if len(page) > size:
            page = page[:size]
            following = json.dumps({**asked, "after": page[-1]["id"]}).encode()
            info = base64.urlsafe_b64encode(following).decode()
            headers["link"] = (
                f'<{self.url}/first>; rel="previous", '
                f"<{self.url}/admin/api/2025-07/{name}.json?limit={size}&page_info={info}>; "
                'rel="next"'
            )
        return JSONResponse({name: page}, headers=headers)

    @staticmethod
    def _wanted(item: Item, asked: Item) -> bool:
        changed = datetime.fromisoformat(item["updated_at"])
        low, high = asked.get("updated_at_min"), asked.get("updated_at_max")
        return (not low or changed >= datetime.fromisoformat(low)) and (
            not high or changed <= datetime.fromisoformat(high)
        )


def shopify_customer(number: int, *, second: int | None = None, **changes: Any) -> Item:
    when = at(number if second is None else second).isoformat()
    return {
        "id": number,
        "email": f"customer{number}@example.com",
        "first_name": "Ana" if number % 2 else "Ben",
        "last_name": f"Lopez{number}",
        "phone": f"+1555{number:07}",
        "created_at": when,
        "updated_at": when,
        "default_address": {"city": "Austin", "province_code": "TX", "country_code": "US"},
        **changes,
    }


def shopify_order(number: int, customer: int, *, second: int | None = None, **changes: Any) -> Item:
    when = at(number if second is None else second).isoformat()
    return {
        "id": 900_000 + number,
        "name": f"#{number}",
        "created_at": when,
        "processed_at": when,
        "updated_at": when,
        "currency": "USD",
        "total_price": "10.00",
        "customer": {"id": customer},
        "line_items": [{"title": "Bag", "sku": "BAG-1", "quantity": 1, "price": "10.00"}],
        **changes,
    }


@asynccontextmanager
async def open_for_business(vendor: Vendor) -> AsyncIterator[Vendor]:
    """Serve the vendor on a free port of this machine; what still hangs at the end is cut."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        vendor.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(vendor.app(), log_config=None, lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        server.capture_signals = _leave_signals  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110  uvicorn says it in no other way
            await asyncio.sleep(0.005)
        try:
            yield vendor
        finally:
            server.should_exit = server.force_exit = True
            await serving


@contextmanager
def _leave_signals() -> Iterator[None]:
    yield
