"""What workers send is known by its bytes, keeps what it says, and tells nothing of who made it, where and when."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.oggopus import OggOpus
from PIL import Image

from grievances.evidence import pictures
from grievances.evidence.check import cleaned
from grievances.evidence.kinds import AAC, AMR, DOCX, JPEG, M4A, MP3, MP4, OGG, PDF, XLSX, Clean, Kind, Refusal, Refused
from tests.grievances.evidence import samples
from tests.grievances.evidence.samples import MARK, WORDS

EVERY_KIND: tuple[tuple[Callable[[], bytes], Kind, str], ...] = (
    (samples.jpeg, Kind.IMAGE, JPEG),
    (samples.png, Kind.IMAGE, JPEG),
    (samples.webp, Kind.IMAGE, JPEG),
    (samples.heic, Kind.IMAGE, JPEG),
    (samples.moving_gif, Kind.IMAGE, JPEG),
    (samples.pdf, Kind.FILE, PDF),
    (samples.word, Kind.FILE, DOCX),
    (samples.excel, Kind.FILE, XLSX),
    (samples.opus, Kind.VOICE, OGG),
    (samples.mp3, Kind.VOICE, MP3),
    (samples.aac, Kind.VOICE, AAC),
    (samples.amr, Kind.VOICE, AMR),
    (samples.m4a, Kind.VOICE, M4A),
    (lambda: samples.m4a(b"vide", b"isom"), Kind.VIDEO, MP4),
)


def refusal(body: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        cleaned(body)
    return caught.value.why


def everything_in(clean: Clean) -> bytes:
    """The bytes, and what they unfold into."""
    body = clean.body + (clean.preview or b"")
    if clean.mime in (DOCX, XLSX):
        with zipfile.ZipFile(io.BytesIO(clean.body)) as archive:
            body += b"".join(name.encode() + archive.read(name) for name in archive.namelist()) + archive.comment
    if clean.mime == PDF:
        with pikepdf.open(io.BytesIO(clean.body)) as pdf:
            for thing in pdf.objects:
                body += thing.unparse()
                if isinstance(thing, pikepdf.Stream):
                    with contextlib.suppress(pikepdf.PdfError):
                        body += thing.read_bytes()
                    body += thing.read_raw_bytes()
    return body


@pytest.mark.parametrize(("made", "kind", "mime"), EVERY_KIND, ids=lambda value: getattr(value, "__name__", str(value)))
def test_nothing_tells_who_made_it(made: Callable[[], bytes], kind: Kind, mime: str) -> None:
    clean = cleaned(made())
    assert (clean.kind, clean.mime) == (kind, mime)
    everything = everything_in(clean)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert MARK.encode(encoding) not in everything
    for trace in (b"+10.7626", b"Exif\0", b"8BIM", b"xmpmeta", b"JavaScript", b"Launch", b"Users"):
        assert trace not in everything


@pytest.mark.parametrize(("made", "kind", "mime"), EVERY_KIND, ids=lambda value: getattr(value, "__name__", str(value)))
def test_cleaning_again_changes_only_what_is_drawn_anew(made: Callable[[], bytes], kind: Kind, mime: str) -> None:
    once = cleaned(made())
    again = cleaned(once.body)
    assert (again.kind, again.mime, again.seconds) == (once.kind, once.mime, once.seconds)
    if kind is not Kind.IMAGE:
        assert again.body == once.body
    assert cleaned(made()).body == once.body


def test_a_picture_stands_upright_and_has_a_small_one_beside_it() -> None:
    clean = cleaned(samples.jpeg(4000, 2000))
    assert _size(clean.body) == (1500, 3000)
    assert clean.preview is not None
    assert _size(clean.preview) == (240, 480)


@pytest.mark.parametrize("tile", [0, 512], ids=["whole", "in tiles"])
def test_a_photo_of_an_iphone_stands_upright_and_is_a_jpeg(tile: int) -> None:
    """The file turns it, and its metadata say so once more: it is turned once."""
    clean = cleaned(samples.heic(1200, 600, tile=tile))
    with Image.open(io.BytesIO(clean.body)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (600, 1200))
        top, bottom = picture.getpixel((300, 100)), picture.getpixel((300, 1100))
    assert top == pytest.approx((255, 0, 0), abs=12)
    assert bottom == pytest.approx((255, 255, 255), abs=12)
    assert clean.preview is not None
    assert _size(clean.preview) == (240, 480)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_picture_in_any_colours_is_drawn(mode: str) -> None:
    assert _size(cleaned(samples.jpeg(mode=mode)).body) == (30, 60)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGB", "I;16"])
def test_a_png_of_any_depth_is_drawn(mode: str) -> None:
    assert _size(cleaned(samples.png(mode=mode)).body) == (40, 20)


def test_a_see_through_picture_gets_a_white_ground() -> None:
    with Image.open(io.BytesIO(cleaned(samples.png()).body)) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


def test_grey_in_sixteen_bits_stays_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (8, 8), 32_768).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue()).body)) as picture:
        assert picture.convert("L").getpixel((4, 4)) == pytest.approx(128, abs=2)


def test_a_letter_keeps_its_words_its_comment_and_its_picture() -> None:
    opened = docx.Document(io.BytesIO(cleaned(samples.word()).body))
    assert opened.paragraphs[0].text == WORDS
    assert [comment.text for comment in opened.comments] == ["Thieu gio tang ca"]
    assert len(opened.inline_shapes) == 1
    assert opened.core_properties.author != MARK


def test_a_sheet_keeps_its_numbers_and_its_comment() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(cleaned(samples.excel()).body))
    cell = opened.worksheets[0]["A1"]
    assert cell.value == WORDS
    assert cell.comment is not None
    assert "Tru sai" in cell.comment.text


def test_a_pdf_keeps_its_page_its_photo_and_what_was_remarked() -> None:
    with pikepdf.open(io.BytesIO(cleaned(samples.pdf()).body)) as opened:
        (page,) = opened.pages
        assert WORDS.encode() in page.Contents.read_bytes()
        assert pikepdf.PdfImage(page.Resources.XObject.Im0).as_pil_image().size == (60, 30)
        assert str(page.Annots[0].Contents) == "Xem dong nay"
        assert not opened.attachments


@pytest.mark.parametrize("made", [samples.opus, samples.mp3, samples.aac, samples.amr, samples.m4a])
def test_a_voice_note_says_how_long_it_is(made: Callable[[], bytes]) -> None:
    assert cleaned(made()).seconds == 3


def test_an_opus_note_can_still_be_played() -> None:
    sound = OggOpus(io.BytesIO(cleaned(samples.opus(5)).body))
    assert round(sound.info.length) == 5
    assert not sound.tags


def _size(body: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(body)) as picture:
        return picture.size


# --- what nobody should send ----------------------------------------------------------------------------------------


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


def test_links_of_a_letter_stay_and_what_it_would_fetch_by_itself_goes() -> None:
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="a" Type="http://x/hyperlink" Target="https://congdoan.vn" TargetMode="External"/>'
        b'<Relationship Id="b" Type="http://x/hyperlink" Target="file:///C:/Users/x" TargetMode="External"/>'
        b'<Relationship Id="c" Type="http://x/image" Target="https://spy.example/1.png" TargetMode="External"/>'
        b"</Relationships>"
    )
    package = samples.with_parts(samples.word(), {"word/_rels/footnotes.xml.rels": rels, "word/footnotes.xml": b"<a/>"})
    with zipfile.ZipFile(io.BytesIO(cleaned(package).body)) as archive:
        kept = archive.read("word/_rels/footnotes.xml.rels")
    assert b"https://congdoan.vn" in kept
    assert b"spy.example" not in kept
    assert b"Users" not in kept


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


# --- what only real offices make ------------------------------------------------------------------------------------


def test_the_sheet_behind_a_chart_is_cleaned_too() -> None:
    with_chart = samples.with_parts(samples.word(), {"word/embeddings/sheet1.xlsx": samples.excel()})
    with zipfile.ZipFile(io.BytesIO(cleaned(with_chart).body)) as archive:
        inner = archive.read("word/embeddings/sheet1.xlsx")
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        assert "docProps/core.xml" not in archive.namelist()
        assert MARK.encode() not in b"".join(archive.read(name) for name in archive.namelist())


def test_who_talked_beside_a_sheet_is_gone() -> None:
    told = samples.with_parts(
        samples.excel(),
        {
            "xl/threadedComments/threadedComment1.xml": f"<ThreadedComments>{MARK}</ThreadedComments>".encode(),
            "xl/connections.xml": f'<connections user="{MARK}"/>'.encode(),
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition refreshedBy="{MARK}"/>'.encode(),
        },
    )
    assert MARK.encode() not in everything_in(cleaned(told))


def test_what_was_changed_in_a_letter_stays_and_by_whom_does_not() -> None:
    changed = (
        '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:ins w:id="1" w:author="{MARK}" w:date="2026-01-01T00:00:00Z"><w:r w:rsidR="00AB12CD">'
        "<w:t>Da tra luong</w:t></w:r></w:ins></w:ftr>"
    )
    clean = everything_in(cleaned(samples.with_parts(samples.word(), {"word/footer9.xml": changed.encode()})))
    assert b"Da tra luong" in clean
    assert MARK.encode() not in clean
    assert b"00AB12CD" not in clean
    assert b"2026-01-01" not in clean


def test_a_drawing_of_an_old_program_loses_its_name() -> None:
    name = f"Word\0{MARK}\0\0".encode("utf-16-le")
    head = bytearray(108)
    head[60:68] = (len(name) // 2).to_bytes(4, "little") + (108).to_bytes(4, "little")
    drawn = samples.with_parts(samples.word(), {"word/media/image9.emf": bytes(head) + name + b"lines"})
    with zipfile.ZipFile(io.BytesIO(cleaned(drawn).body)) as archive:
        drawing = archive.read("word/media/image9.emf")
    assert MARK.encode("utf-16-le") not in drawing
    assert drawing.endswith(b"lines")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_pictures_of_older_kinds_stay_in_a_letter_without_their_remarks(kind: str) -> None:
    out = io.BytesIO()
    said = {} if kind == "BMP" else {"comment": MARK} if kind == "GIF" else {"description": MARK}
    Image.new("RGB", (9, 5)).save(out, kind, **said)
    drawn = samples.with_parts(samples.word(), {f"word/media/image9.{kind.lower()}": out.getvalue()})
    clean = cleaned(drawn)
    assert MARK.encode() not in everything_in(clean)
    with zipfile.ZipFile(io.BytesIO(clean.body)) as archive:
        assert _size(archive.read(f"word/media/image9.{kind.lower()}")) == (9, 5)


def test_an_aac_note_loses_the_tags_in_front() -> None:
    tagged = samples.mp3(0)[:-128] + samples.aac()
    clean = cleaned(tagged)
    assert (clean.mime, clean.body) == (AAC, samples.aac())


@pytest.mark.parametrize("name", ["word/media/image1.svg", "word/media/movie.mp4", "word/afchunk.mht", "evil.html"])
def test_parts_that_we_cannot_clean_are_refused(name: str) -> None:
    assert refusal(samples.with_parts(samples.word(), {name: b"<svg/>"})) is Refusal.ACTIVE


def test_a_deep_pdf_does_not_go_on_for_ever() -> None:
    deep = b"[" * 3000 + b"]" * 3000
    body = samples.pdf().replace(b"%PDF-1.4", b"%PDF-1.4", 1) + b"\n9999 0 obj\n" + deep + b"\nendobj\n"
    with contextlib.suppress(Refused):
        assert MARK.encode() not in everything_in(cleaned(body))
