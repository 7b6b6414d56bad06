"""A file is opened in a process of its own: what it does to its reader is not done to us."""

from __future__ import annotations

import asyncio
import sys
import time

import pytest

from grievances.evidence.kinds import Kind, Refusal, Refused
from grievances.evidence.workshop import Workshop
from tests.grievances.evidence import samples


async def refusal(workshop: Workshop, body: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        await workshop.clean(body)
    return caught.value.why


async def test_a_photo_comes_back_clean_with_its_preview() -> None:
    clean = await Workshop().clean(samples.jpeg())
    assert (clean.kind, clean.mime) == (Kind.IMAGE, "image/jpeg")
    assert samples.MARK.encode() not in clean.body
    assert clean.preview is not None


async def test_a_photo_of_an_iphone_comes_back_as_a_jpeg() -> None:
    clean = await Workshop().clean(samples.heic())
    assert (clean.kind, clean.mime) == (Kind.IMAGE, "image/jpeg")


async def test_a_voice_note_comes_back_with_its_length() -> None:
    clean = await Workshop().clean(samples.opus())
    assert (clean.kind, clean.seconds, clean.preview) == (Kind.VOICE, 3, None)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", Refusal.EMPTY),
        (bytes(11 * 1024 * 1024), Refusal.TOO_BIG),
        (b"<html>", Refusal.UNKNOWN),
        (samples.picture_bomb(), Refusal.BOMB),
    ],
    ids=["empty", "too big", "page", "bomb"],
)
async def test_what_is_refused_comes_back_as_a_reason(body: bytes, why: Refusal) -> None:
    assert await refusal(Workshop(), body) is why


async def test_a_reader_that_hangs_is_stopped_while_the_rest_goes_on() -> None:
    hanging = Workshop(seconds=0.5, command=(sys.executable, "-c", "while True: pass"))
    began = time.monotonic()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    assert await refusal(hanging, b"x" * 5_000_000) is Refusal.SLOW
    ticking.cancel()
    assert ticks > 5
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "print('what?')", "print('{}')", 'print(\'{"kind": "image", "body": 9}\')'],
    ids=["dies", "babbles", "says nothing", "lies"],
)
async def test_a_reader_that_dies_or_lies_is_a_file_that_we_do_not_keep(program: str) -> None:
    assert await refusal(Workshop(command=(sys.executable, "-c", program)), b"x") is Refusal.BROKEN


async def test_a_reader_sees_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_SECRET_KEY", "a-very-secret-key-indeed")
    told = "import os; print('{\"refused\": \"%s\"}' % ('slow' if 'MOTCHAM_SECRET_KEY' in os.environ else 'locked'))"
    assert await refusal(Workshop(command=(sys.executable, "-c", told)), b"x") is Refusal.LOCKED
