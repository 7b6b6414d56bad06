"""What workers send is known by its bytes, keeps what it says, and tells nothing of who made it, where and when."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from mutagen.oggopus import OggOpus
from PIL import Image

from grievances.evidence.check import cleaned
from grievances.evidence.kinds import AAC, Kind
from tests.grievances.evidence import samples
from tests.grievances.evidence.looking import EVERY_KIND, everything_in, size_of
from tests.grievances.evidence.samples import MARK, WORDS


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
    assert size_of(clean.body) == (1500, 3000)
    assert clean.preview is not None
    assert size_of(clean.preview) == (240, 480)


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
    assert size_of(clean.preview) == (240, 480)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_picture_in_any_colours_is_drawn(mode: str) -> None:
    assert size_of(cleaned(samples.jpeg(mode=mode)).body) == (30, 60)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGB", "I;16"])
def test_a_png_of_any_depth_is_drawn(mode: str) -> None:
    assert size_of(cleaned(samples.png(mode=mode)).body) == (40, 20)


def test_a_see_through_picture_gets_a_white_ground() -> None:
    with Image.open(io.BytesIO(cleaned(samples.png()).body)) as picture:
        assert picture.getpixel((4, 4)) == (255, 255, 255)


def test_grey_in_sixteen_bits_stays_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (8, 8), 32_768).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue()).body)) as picture:
        assert picture.convert("L").getpixel((4, 4)) == pytest.approx(128, abs=2)


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


def test_an_aac_note_loses_the_tags_in_front() -> None:
    tagged = samples.mp3(0)[:-128] + samples.aac()
    clean = cleaned(tagged)
    assert (clean.mime, clean.body) == (AAC, samples.aac())
