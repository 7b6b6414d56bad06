"""Letters and sheets keep what they say, also in their comments and changes, and lose who wrote it."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from PIL import Image

from grievances.evidence.check import cleaned
from tests.grievances.evidence import samples
from tests.grievances.evidence.looking import everything_in, size_of
from tests.grievances.evidence.samples import MARK, WORDS


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
        assert size_of(archive.read(f"word/media/image9.{kind.lower()}")) == (9, 5)
