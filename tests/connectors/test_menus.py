from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from connectors.menus import command_of_token, typed_number
from connectors.messages import Button, Reply
from storage.tables import ButtonToken
from tests.connectors.conftest import World


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), (" 2 ", 2), ("2.", 2), ("2)", 2), ("số 2", 2), ("so 2", 2), ("chọn 12", 12), ("02", 2), ("２", 2)],
)
def test_a_number_can_be_typed_in_many_ways(text: str, number: int) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize("text", ["", "2 triệu", "số", "2.5", "2/9", "-2", "100", "1900", "hai", "2 3", "²³x"])
def test_other_texts_with_numbers_are_no_choice(text: str) -> None:
    assert typed_number(text) is None


@given(st.text())
def test_any_text_is_a_number_or_not(text: str) -> None:
    number = typed_number(text)
    assert number is None or 0 <= number <= 99


async def test_a_button_sealed_with_a_lost_key_is_unknown(small_world: World) -> None:
    await small_world.say()
    await small_world.queue(Reply("?", (Button("A", "/a"),)), "k")
    await small_world.work()
    token = small_world.channel.sent[1].part.buttons[0].token
    talk = await small_world.conversation()
    async with small_world.database.transaction() as tx:
        assert await command_of_token(tx, small_world.vault, talk.id, token) == "/a"
        await tx.execute(update(ButtonToken).values(command_sealed=b"x"))
    async with small_world.database.transaction() as tx:
        assert await command_of_token(tx, small_world.vault, talk.id, token) is None
