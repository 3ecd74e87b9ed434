"""Havn's API: visits, the screens in them, and orders to the screens."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulators.control import Simulator

PAGE = 2
KEY = "havn-demo-key"
# After how many seconds a screen has picked up an order, and carried it out.
PICKED, DONE = 0.5, 1.5


class Havn(Simulator):
    """Visits with screens."""

    vendor = "HAVN_CARE"
    port_offset = 4

    def seed(self, options: Mapping[str, Any]) -> None:
        now = self.clock.now().replace(microsecond=0)
        self.ids = count(100)
        self.screens = {
            id: {"id": id, "name": f"Screen {id}", "place": place}
            for id, place in (("s1", "A1"), ("s2", "A2"))
        }
        self.visits: dict[str, dict[str, Any]] = {}
        for title, hours in (("Walk with Havn", -0.25), ("Check of the heart", 30), ("Blood test", 54)):
            self._add(title, now + timedelta(hours=hours), 60, "h1", ["s1"])

    def routes(self) -> Sequence[Route]:
        return [
            Route("/visits", self._list_visits, methods=["GET"]),
            Route("/visits", self._make_visit, methods=["POST"]),
            Route("/visits/{visit}", self._change_visit, methods=["PATCH"]),
            Route("/screens", self._list_screens, methods=["GET"]),
            Route("/visits/{visit}/screens/{screen}/orders", self._order, methods=["POST"]),
        ]

    async def _list_visits(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        asked = request.query_params
        found = sorted(
            self.visits.values(), key=lambda visit: visit["begins"], reverse=asked.get("order") == "desc"
        )
        if "ids" in asked:
            wanted = asked["ids"].split(",")
            return self._page([visit for visit in found if visit["id"] in wanted], "visits", 1, len(wanted))
        if "begins_from" in asked:
            found = [
                visit for visit in found if visit["begins"] >= datetime.fromisoformat(asked["begins_from"])
            ]
        if "begins_to" in asked:
            found = [visit for visit in found if visit["begins"] < datetime.fromisoformat(asked["begins_to"])]
        return self._page(found, "visits", int(asked.get("page", "1")), PAGE)

    async def _list_screens(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        return self._page(
            list(self.screens.values()), "screens", int(request.query_params.get("page", "1")), PAGE
        )

    async def _make_visit(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        asked = await request.json()
        if asked["title"] in [visit["title"] for visit in self.visits.values()]:
            return JSONResponse({"error": "title_taken"}, 422)
        made = self._add(
            asked["title"],
            datetime.fromisoformat(asked["begins"]),
            asked["minutes"],
            asked["host"],
            asked["screens"],
            asked.get("language"),
            asked.get("door_code"),
        )
        return JSONResponse(self._shown(made), 201)

    async def _change_visit(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        visit = self.visits.get(request.path_params["visit"])
        if visit is None:
            return JSONResponse({"error": "no_such_visit"}, 404)
        visit.update(await request.json())
        return JSONResponse(self._shown(visit))

    async def _order(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        visit, screen = request.path_params["visit"], request.path_params["screen"]
        if visit not in self.visits or screen not in self.visits[visit]["screens"]:
            return JSONResponse({"error": "no_such_screen"}, 404)
        asked = await request.json()
        order = {"id": f"o{next(self.ids)}", "at": self.clock.now(), "do": asked["do"], "on": asked["on"]}
        self.visits[visit]["orders"].setdefault(screen, []).append(order)
        return JSONResponse(self._order_shown(order), 201)

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("x-api-key") == KEY:
            return None
        return JSONResponse({"error": "key"}, 401)

    def _add(
        self,
        title: str,
        begins: datetime,
        minutes: int,
        host: str,
        screens: Sequence[str],
        language: str | None = None,
        door: str | None = None,
    ) -> dict[str, Any]:
        id = f"v{next(self.ids)}"
        self.visits[id] = {
            "id": id,
            "title": title,
            "begins": begins,
            "minutes": minutes,
            "host": host,
            "language": language,
            "door": door,
            "screens": list(screens),
            "orders": {},
        }
        return self.visits[id]

    def _page(self, rows: Sequence[dict[str, Any]], name: str, page: int, size: int) -> Response:
        shown = rows[(page - 1) * size : page * size]
        return JSONResponse(
            {
                name: [self._shown(row) if name == "visits" else row for row in shown],
                "more": page * size < len(rows),
            }
        )

    def _shown(self, visit: Mapping[str, Any]) -> dict[str, Any]:
        ends = visit["begins"] + timedelta(minutes=visit["minutes"])
        now = self.clock.now()
        status = "planned" if now < visit["begins"] else "open" if now < ends else "closed"
        screens = [
            {
                **self.screens[id],
                "orders": [self._order_shown(order) for order in visit["orders"].get(id, ())],
            }
            for id in visit["screens"]
        ]
        shown = {name: value for name, value in visit.items() if name != "orders"}
        return {**shown, "begins": visit["begins"].isoformat(), "status": status, "screens": screens}

    def _order_shown(self, order: Mapping[str, Any]) -> dict[str, Any]:
        age = (self.clock.now() - order["at"]).total_seconds()
        state = "done" if age >= DONE else "picked" if age >= PICKED else "queued"
        return {"id": order["id"], "do": order["do"], "on": order["on"], "state": state}
