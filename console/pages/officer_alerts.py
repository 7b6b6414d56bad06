"""One's own alerts outside the console: where they go, and one to try."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.web.context import ConsoleDep
from console.web.forms import form_fields
from console.web.guard import Alerted
from grievances.alerts.addresses import AddressKind, StaffAddresses
from grievances.alerts.officer_alerts import OfficerAlerts
from storage.errors import RuleViolation

router = APIRouter()


@router.get("/account/alerts")
async def show_alerts(request: Request, console: ConsoleDep, signed_in: Alerted) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        addresses = await StaffAddresses(services.vault, services.clock).of(tx, signed_in.member.id)
    context = {"addresses": addresses, "kinds": services.alert_kinds, "error": ""}
    return console.renderer.page(request, "officer_alerts.html", context)


@router.post("/account/alerts")
async def change_alerts(request: Request, console: ConsoleDep, signed_in: Alerted) -> Response:
    services, fields = console.services, await form_fields(request)
    wanted = {kind: fields.text(kind) for kind in AddressKind}
    try:
        async with services.database.transaction() as tx:
            await StaffAddresses(services.vault, services.clock).put(tx, signed_in.member, wanted)
    except RuleViolation as error:
        context = {"addresses": wanted, "kinds": services.alert_kinds, "error": str(error)}
        return console.renderer.page(request, "officer_alerts.html", context, 422)
    return console.renderer.done("/account/alerts", "alerts_changed")


@router.post("/account/alerts/test")
async def try_alerts(console: ConsoleDep, signed_in: Alerted) -> Response:
    services = console.services
    async with services.database.transaction() as tx:
        queued = await OfficerAlerts(services.clock).test(tx, signed_in.member.id)
    return console.renderer.done("/account/alerts", "alert_tried" if queued else "alert_nowhere")
