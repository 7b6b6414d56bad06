"""Registering the webhook, and the fake's control API that other processes drive."""

from __future__ import annotations

import httpx
import pytest
from telegram import Bot

from connectors.fakes.telegram import FakeTelegram
from connectors.messages import EventKind
from connectors.telegram.commands import delete_webhook, set_webhook, webhook_info, webhook_url
from connectors.telegram.menu import MENU
from storage.errors import ConfigError
from tests.connectors.telegram.conftest import SECRET, Station


async def test_the_webhook_is_set_with_secret_and_menu(bot: Bot, fake: FakeTelegram) -> None:
    state = await set_webhook(bot, "https://congdoan.example.vn/", SECRET)
    assert (state.bot, state.url) == ("@motcham_bot", "https://congdoan.example.vn/webhooks/telegram")
    assert fake.state.webhook["secret_token"] == SECRET
    assert fake.state.webhook["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert [command["command"] for command in fake.state.commands] == [command.name for command in MENU]
    assert len(fake.state.descriptions["short"]) <= 120
    assert len(fake.state.descriptions["long"]) <= 512


async def test_the_webhook_is_taken_away(bot: Bot) -> None:
    await set_webhook(bot, "https://congdoan.example.vn", SECRET)
    assert (await delete_webhook(bot)).url == ""
    assert (await webhook_info(bot)).url == ""


@pytest.mark.parametrize(
    "url", ["", "http://congdoan.vn", "https://congdoan.vn:9000", "https://", "congdoan.vn", "https://a:99999999"]
)
def test_addresses_that_telegram_would_refuse(url: str) -> None:
    with pytest.raises(ConfigError):
        webhook_url(url)


async def test_what_is_wrong_is_said_in_vietnamese(bot: Bot, fake: FakeTelegram) -> None:
    with pytest.raises(ConfigError, match="SECRET"):
        await set_webhook(bot, "https://congdoan.vn", "ngắn")
    fake.state.token = "2:changed"
    with pytest.raises(ConfigError, match="BotFather"):
        await webhook_info(bot)


async def test_other_processes_can_play_the_users(station: Station, fake: FakeTelegram, bot: Bot) -> None:
    async with httpx.AsyncClient(base_url=f"{fake.url}/_control") as control:
        said = await control.post("/user_sends_text", json={"chat_id": 7, "text": "xin chào"})
        assert said.json() == {"status": 200}
        await bot.send_message(7, "chào bạn")
        assert [message["text"] for message in (await control.get("/sent?chat_id=7")).json()] == ["chào bạn"]
        assert (await control.get("/sent?chat_id=8")).json() == []
        assert (await control.post("/user_taps", json={"chat_id": 7, "title": "không có"})).status_code == 409
        assert (await control.post("/nonsense", json={})).status_code == 404
        assert (await control.post("/trouble", json={"method": "sendMessage", "code": 500})).status_code == 200
    assert [event.kind for event in await station.events()] == [EventKind.TEXT]
