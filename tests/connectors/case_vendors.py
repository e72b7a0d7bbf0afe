"""WooCommerce, Zendesk and Zammad as their pages say they answer; misbehaving as `Vendor` can."""

import base64
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.connectors.vendors import Item, Vendor, at


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Woo(Vendor):
    """Pages by number over lists in the order of change; `modified_after` leaves its second out."""

    def lets_in(self, request: Request) -> bool:
        return request.headers.get("authorization") == basic("ck_invented", "cs_invented")

    def answer(self, request: Request) -> Response:
        query = request.query_params
        *_, parent, number, name = ["", "", *request.url.path.split("/")]
        if name in {"refunds", "variations"}:
            return JSONResponse(self.lists.get(f"{parent}/{number}/{name}", []))
        items = list(self.lists.get(name, []))
        if query.get("orderby") == "modified":
            assert query["dates_are_gmt"] == "true"
            items.sort(key=lambda one: (one["date_modified_gmt"], one["id"]))
            after = query.get("modified_after", "")
            items = [one for one in items if one["date_modified_gmt"] > after]
        size = min(int(query["per_page"]), self.most)
        start = (int(query["page"]) - 1) * size
        if start and start >= len(items):
            return JSONResponse({"code": "rest_post_invalid_page_number"}, 400)
        pages = {"x-wp-totalpages": str(-(-len(items) // size))}
        return JSONResponse(items[start : start + size], headers=pages)


class Zendesk(Vendor):
    """Exports by cursor, and the comments of each ticket with their authors, in pages of two."""

    most = 3

    def lets_in(self, request: Request) -> bool:
        return request.headers.get("authorization") == basic("ops@example.com/token", "zd_invented")

    def answer(self, request: Request) -> Response:
        parts, query = request.url.path.split("/"), request.query_params
        if parts[-1] == "comments.json":
            return self._comments(
                f"{parts[-2]}", int(query.get("after", "0")), str(request.url.path)
            )
        name = parts[-2]
        items = sorted(self.lists.get(name, []), key=lambda one: one["updated_at"])
        if "cursor" in query:
            seen = query["cursor"]
            items = [one for one in items if f"{one['updated_at']}|{one['id']}" > seen]
        else:
            begin = int(query["start_time"])
            items = [one for one in items if _seconds(one["updated_at"]) >= begin]
            seen = f"{_stamp(begin)}|"
        page = items[: min(int(query["per_page"]), self.most)]
        cursor = f"{page[-1]['updated_at']}|{page[-1]['id']}" if page else seen
        over = len(page) == len(items)
        return JSONResponse({name: page, "after_cursor": cursor, "end_of_stream": over})

    def _comments(self, ticket: str, after: int, path: str) -> Response:
        if f"comments {ticket}" not in self.lists:
            return JSONResponse({"error": "RecordNotFound"}, 404)
        every = self.lists[f"comments {ticket}"]
        page = every[after : after + 2]
        more = after + 2 < len(every)
        following = f"{self.url}{path}?include=users&after={after + 2}"
        return JSONResponse(
            {
                "comments": page,
                "users": self.lists["users"],
                "meta": {"has_more": more},
                "links": {"next": following if more else None},
            }
        )


class Zammad(Vendor):
    """Searches by Elasticsearch's syntax, and the articles of each ticket."""

    def lets_in(self, request: Request) -> bool:
        return request.headers.get("authorization") == "Token token=zm_invented"

    def answer(self, request: Request) -> Response:
        parts, query = request.url.path.split("/"), request.query_params
        if "by_ticket" in parts:
            return JSONResponse(self.lists.get(f"articles {parts[-1]}", []))
        assert query["expand"] == "true"
        since = "" if query["query"] == "*" else query["query"].split('"')[1]
        items = [
            one
            for one in self.lists.get(parts[-2], [])
            if not since
            or datetime.fromisoformat(one["updated_at"]) >= datetime.fromisoformat(since)
        ]
        items.sort(key=lambda one: (one["updated_at"], one["id"]))
        size = min(int(query["per_page"]), self.most)
        start = (int(query.get("page", "1")) - 1) * size
        return JSONResponse(items[start : start + size])


def stamp(second: int) -> str:
    return at(second).isoformat().replace("+00:00", "Z")


def gmt(second: int) -> str:
    return at(second).replace(tzinfo=None).isoformat()


def woo_order(number: int, *, second: int, **changes: Any) -> Item:
    billing = {
        "first_name": "Ana",
        "last_name": f"Lopez{number}",
        "email": f"a{number}@example.com",
    }
    return {
        "id": number,
        "number": str(number),
        "status": "processing",
        "date_created_gmt": gmt(0),
        "date_modified_gmt": gmt(second),
        "currency": "USD",
        "total": "10.00",
        "customer_id": 0,
        "billing": billing,
        "line_items": [],
        "refunds": [],
        **changes,
    }


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
