"""Promises about the seam between Rasa and the actions."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pytest

from actions.server import MAX_BODY, build_actions
from actions.services import ActionServices
from knowledge.library import Library
from storage.database import Database
from storage.vault import Vault
from tests.actions.conftest import action_server
from tests.actions.consenting import have_agreed
from tests.actions.reports import cases, opened, told
from tests.actions.seam import AFTER_FORM, AFTER_INTENT, DOMAIN, SECRET, Worker
from tests.grievances.cast import Union, found_union
from tests.support.clock import ManualClock

WORDS = "lời kể rất riêng của tôi"


def test_every_action_of_the_domain_exists_and_no_other(union: Union, library: Library) -> None:
    services = ActionServices(union.database, union.vault, union.clock, union.cases, library)
    names = [action.name for action in build_actions(services)]
    assert sorted(names) == sorted(DOMAIN["actions"])


def test_every_intent_has_a_rule_that_leads_somewhere() -> None:
    assert AFTER_INTENT.keys() == set(DOMAIN["intents"])
    known = {*DOMAIN["actions"], *DOMAIN["forms"]}
    assert {*AFTER_INTENT.values(), *AFTER_FORM.values()} <= known
    assert AFTER_FORM.keys() == DOMAIN["forms"].keys()


async def test_on_both_databases_a_report_goes_the_whole_way(
    database: Database, vault: Vault, clock: ManualClock, library: Library
) -> None:
    union = await found_union(database, vault, clock)
    async with action_server(union, library) as client:
        worker = Worker(client, "c0ffee" * 5 + "aa")
        await have_agreed(union, worker.id)
        await opened(worker)
        await worker.again()
        await worker.tap("Kể thêm")
        await worker.says(WORDS, "greet")
        await worker.again()
        assert "Đã nhận" in await worker.command("/check_status")
        await worker.tap("Rút lại")
        await worker.tap("Đúng")
        await worker.asks("đoàn phí", "dues")
        await worker.tap("👍")
        await worker.command("/confirm_delete")
    [case] = await cases(union)
    assert told(case) == [WORDS]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x"])
async def test_without_the_secret_nothing_runs(worker: Worker, secret: str) -> None:
    answer = await worker.post(worker.call("action_greet"), secret)
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")


async def test_an_empty_secret_lets_nobody_in(union: Union, library: Library) -> None:
    from fastapi import FastAPI

    from actions.server import actions_router

    app = FastAPI()
    services = ActionServices(union.database, union.vault, union.clock, union.cases, library)
    app.include_router(actions_router(services, ""))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as client:
        assert (await client.post("/internal/actions", headers={"X-Motcham-Secret": ""})).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"next_action": 1, "tracker": {}}',
        b'{"next_action": "", "tracker": {}}',
        b'{"next_action": "action_greet"}',
        b'{"next_action": "action_greet", "tracker": []}',
        b"[" * 100_000,
    ],
)
async def test_a_malformed_call_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/internal/actions", content=body, headers={"X-Motcham-Secret": SECRET})
    assert answer.status_code == 400
    assert answer.json() == {"error": "malformed", "action_name": ""}


async def test_a_call_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    body = b"x" * (MAX_BODY + 1)
    answer = await client.post("/internal/actions", content=body, headers={"X-Motcham-Secret": SECRET})
    assert answer.status_code == 413


async def test_an_unknown_action_is_404_as_in_rasas_own_server(worker: Worker) -> None:
    answer = await worker.post(worker.call("action_hack"))
    assert (answer.status_code, answer.json()) == (404, {"error": "unknown action", "action_name": "action_hack"})


async def test_a_call_without_the_domain_is_449_as_in_rasas_own_server(worker: Worker) -> None:
    call = worker.call("action_greet")
    del call["domain"]
    assert (await worker.post(call)).status_code == 449


def _without_a_user(call: dict[str, Any]) -> None:
    call["tracker"]["events"] = []


def _without_a_message_id(call: dict[str, Any]) -> None:
    for event in call["tracker"]["events"]:
        event.pop("message_id", None)


@pytest.mark.parametrize("spoil", [_without_a_user, _without_a_message_id])
async def test_a_failing_action_is_500_and_tells_nobody_what_was_written(
    worker: Worker, caplog: pytest.LogCaptureFixture, spoil: Any
) -> None:
    call = worker.call("action_unknown", WORDS)
    spoil(call)
    with caplog.at_level(logging.DEBUG):
        answer = await worker.post(call)
    assert (answer.status_code, answer.json()) == (500, {"error": "failed", "action_name": "action_unknown"})
    assert "action_failed action=action_unknown" in caplog.text
    assert WORDS not in caplog.text + answer.text


async def test_a_database_that_fails_fails_the_turn_and_tells_nobody_what_was_written(
    union: Union, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    async with union.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE case_entry RENAME TO gone")
    worker.form, worker.slots["free_text"] = "", WORDS
    with caplog.at_level(logging.DEBUG, logger="actions"):
        answer = await worker.post(worker.call("action_add_details", WORDS))
    assert answer.status_code == 500
    assert WORDS not in answer.text
    assert WORDS not in caplog.text


async def test_a_failed_turn_can_be_tried_again(union: Union, worker: Worker) -> None:
    await opened(worker)
    await worker.tap("Kể thêm")
    async with union.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE handled_action RENAME TO away")
    worker.form, worker.slots["free_text"] = "", WORDS
    call = worker.call("action_add_details", WORDS)
    assert (await worker.post(call)).status_code == 500
    assert told((await cases(union))[0]) == []
    async with union.database.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE away RENAME TO handled_action")
    for _ in range(2):
        assert (await worker.post(call)).status_code == 200
    assert told((await cases(union))[0]) == [WORDS]


async def test_nothing_a_worker_writes_is_logged(
    worker: Worker, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, logger="actions"), caplog.at_level(logging.DEBUG, logger="rasa_sdk"):
        await worker.says(WORDS, "report_grievance")
        receipt = worker.slots["complaint"] and await worker.tap("Việc khác")
        await worker.tap("Kể thêm")
        await worker.says(WORDS, "nlu_unknown")
    logged = caplog.text + "".join(capsys.readouterr())
    assert receipt
    assert WORDS not in logged
    assert "CD-" not in logged


async def test_the_answer_is_what_rasa_expects(worker: Worker) -> None:
    answer = (await worker.post(worker.call("action_report"))).json()
    assert set(answer) == {"events", "responses"}
    assert {"text", "buttons", "custom", "image"} <= set(answer["responses"][0])
    assert json.dumps(answer)
