"""News of a case on its way to the chat."""

from __future__ import annotations

import pytest

from connectors.messages import EventKind
from connectors.outbox import OutboxNotifier
from grievances.notices import Notice, NoticeButton
from tests.connectors.conftest import World

NOTICE = Notice("case-1:entry-2", "Có cập nhật", [NoticeButton("Trả lời", '/reply_case{"case":"1"}')])


async def test_news_of_a_case_reaches_the_chat_once_with_its_buttons(world: World) -> None:
    await world.say()
    talk = await world.conversation()
    notifier = OutboxNotifier(world.vault, world.clock)
    for _ in range(2):
        async with world.database.transaction() as tx:
            assert await notifier.notify(tx, talk.id, NOTICE)
    await world.work()
    assert world.channel.texts[1:] == ["Có cập nhật"]
    assert world.channel.sent[1].part.buttons[0].title == "Trả lời"
    assert await world.say("1") == ['Bạn nói: /reply_case{"case":"1"}']


async def test_news_for_a_chat_out_of_reach_says_so_and_waits_there(world: World) -> None:
    await world.say()
    await world.hear("", EventKind.UNFOLLOW)
    talk = await world.conversation()
    notifier = OutboxNotifier(world.vault, world.clock)
    async with world.database.transaction() as tx:
        assert not await notifier.notify(tx, talk.id, NOTICE)
        assert not await notifier.notify(tx, "no-such-chat", NOTICE)
    await world.work()
    assert len(world.channel.sent) == 1
    assert (await world.say("tôi quay lại"))[0] == "Có cập nhật"


async def test_news_is_gone_when_the_officers_transaction_fails(world: World) -> None:
    await world.say()
    talk = await world.conversation()
    with pytest.raises(RuntimeError):
        async with world.database.transaction() as tx:
            await OutboxNotifier(world.vault, world.clock).notify(tx, talk.id, NOTICE)
            raise RuntimeError
    await world.work()
    assert len(world.channel.sent) == 1
