"""What we do not keep is refused with a reason, however it is dressed up."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grievances.evidence import pictures
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import Kind, Refusal, Refused
from tests.grievances.evidence import samples
from tests.grievances.evidence.looking import EVERY_KIND, everything_in, refusal
from tests.grievances.evidence.samples import MARK


def zipped(*names: str, body: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, body)
    return out.getvalue()


HOSTILE: tuple[tuple[str, bytes, Refusal], ...] = (
    ("nothing", b"", Refusal.EMPTY),
    ("a program", b"MZ\x90\x00 program", Refusal.UNKNOWN),
    ("a script", b"#!/bin/sh\nrm -rf /", Refusal.UNKNOWN),
    ("a page", b"<!doctype html><script>alert(1)</script>", Refusal.UNKNOWN),
    ("a drawing that runs", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Refusal.UNKNOWN),
    ("a page behind a picture's first bytes", b"\xff\xd8\xff<script>alert(1)</script>", Refusal.BROKEN),
    ("a script that is a picture, too", b"GIF89a/*\0\0\0\0\0*/=1;alert(1)", Refusal.BROKEN),
    ("half a picture", samples.png(400, 400)[:90], Refusal.BROKEN),
    ("the beginning of an iPhone's photo", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Refusal.BROKEN),
    ("half an iPhone's photo", samples.heic()[:-300], Refusal.BROKEN),
    ("a page in an iPhone's photo", samples.heic()[:40] + b"<script>alert(1)</script>" * 40, Refusal.BROKEN),
    ("an iPhone's photo that lies about its size", samples.heic_of_another_size(), Refusal.BROKEN),
    ("a photo of a kind to come", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", Refusal.UNKNOWN),
    ("a broken archive", b"PK\x03\x04 broken", Refusal.BROKEN),
    ("an archive", zipped("run.exe"), Refusal.UNKNOWN),
    ("a letter without contents", zipped("word/document.xml"), Refusal.UNKNOWN),
    ("a letter with macros", samples.with_parts(samples.word(), {"word/vbaProject.bin": b"x"}), Refusal.ACTIVE),
    (
        "a letter with a program",
        samples.with_parts(samples.word(), {"word/embeddings/oleObject1.bin": b"MZ"}),
        Refusal.ACTIVE,
    ),
    ("a letter with anything", samples.with_parts(samples.word(), {"word/run.exe": b"MZ"}), Refusal.ACTIVE),
    ("a letter that leads outside", samples.with_parts(samples.word(), {"../../etc/passwd": b"x"}), Refusal.BROKEN),
    (
        "a letter with entities",
        samples.with_parts(
            samples.word(), {"word/footnotes.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
        Refusal.BROKEN,
    ),
    (
        "a letter with laughs without end",
        samples.with_parts(
            samples.word(),
            {"word/footnotes.xml": b'<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;</a>'},
        ),
        Refusal.BROKEN,
    ),
    (
        "a letter that unfolds",
        samples.with_parts(samples.word(), {"word/media/a.xml": bytes(60_000_000)}),
        Refusal.BOMB,
    ),
    ("a letter with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Refusal.LOCKED),
    ("the beginning of a PDF", b"%PDF-1.7 ...", Refusal.BROKEN),
    ("a PDF with a password", samples.pdf("mat-khau"), Refusal.LOCKED),
    ("a PDF in something else", b"<script>" + samples.pdf(), Refusal.UNKNOWN),
    ("a film without anything", b"\0\0\0\x20ftypisom....", Refusal.BROKEN),
    ("a film with a hidden track", samples.m4a(b"meta", b"isom"), Refusal.BROKEN),
    ("boxes that reach outside", samples.m4a()[:150], Refusal.BROKEN),
    ("two recordings in one", samples.opus() + samples.opus().replace(b"\x07\0\0\0", b"\x08\0\0\0"), Refusal.BROKEN),
    ("a page behind a recording", samples.opus() + b"<script>alert(1)</script>", Refusal.BROKEN),
    ("half a recording", samples.opus()[:150], Refusal.BROKEN),
    ("only tags", samples.mp3(0), Refusal.UNKNOWN),
    ("a page behind a song", samples.mp3() + b"<script>" * 1000, Refusal.BROKEN),
    ("an AMR with a page", samples.amr() + b"<script>", Refusal.BROKEN),
    ("too much", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024), Refusal.TOO_BIG),
)


@pytest.mark.parametrize(("body", "why"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_what_we_do_not_keep_is_refused_with_a_reason(body: bytes, why: Refusal) -> None:
    assert refusal(body) is why


def test_a_small_file_that_unfolds_into_an_enormous_picture_is_refused() -> None:
    bomb = samples.picture_bomb()
    assert len(bomb) < 200_000
    assert refusal(bomb) is Refusal.BOMB


def test_an_enormous_photo_of_an_iphone_is_refused_before_it_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MAX_PIXELS_HEIC", 60 * 30 - 1)
    assert refusal(samples.heic()) is Refusal.BOMB


def test_a_script_behind_a_picture_does_not_survive() -> None:
    clean = cleaned(samples.moving_gif() + b"<script>alert(1)</script>")
    assert b"script" not in clean.body


def test_a_film_among_voice_notes_is_a_film() -> None:
    assert cleaned(samples.m4a(b"vide", b"M4A ")).kind is Kind.VIDEO


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from([made() for made, _, _ in EVERY_KIND]), st.data())
def test_a_damaged_file_is_refused_or_cleaned_and_never_tells(body: bytes, data: st.DataObject) -> None:
    """What reads a file may stumble over it: then the process around it says so. It must not hang or leak."""
    at = data.draw(st.integers(0, len(body) - 1))
    damaged = body[:at] if data.draw(st.booleans()) else body[:at] + bytes([body[at] ^ 0xFF]) + body[at + 1 :]
    with contextlib.suppress(Refused, ArithmeticError, LookupError, TypeError, ValueError, OSError, RuntimeError):
        cleaned(damaged)


@pytest.mark.filterwarnings("ignore")
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"GIF89a", b"BM", b"OggS", b"ID3\x04\0\0"]
    ),
)
def test_rubbish_is_refused(body: bytes, start: bytes) -> None:
    with contextlib.suppress(Refused):
        cleaned(start + body)


@pytest.mark.parametrize("name", ["word/media/image1.svg", "word/media/movie.mp4", "word/afchunk.mht", "evil.html"])
def test_parts_that_we_cannot_clean_are_refused(name: str) -> None:
    assert refusal(samples.with_parts(samples.word(), {name: b"<svg/>"})) is Refusal.ACTIVE


def test_a_deep_pdf_does_not_go_on_for_ever() -> None:
    deep = b"[" * 3000 + b"]" * 3000
    body = samples.pdf().replace(b"%PDF-1.4", b"%PDF-1.4", 1) + b"\n9999 0 obj\n" + deep + b"\nendobj\n"
    with contextlib.suppress(Refused):
        assert MARK.encode() not in everything_in(cleaned(body))
