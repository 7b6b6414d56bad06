"""Files as phones and offices make them, with a name in every place that we know to hold one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import datetime

import docx
import openpyxl
import pikepdf
import pillow_heif
from docx.shared import Inches
from mutagen.id3 import APIC, ID3, TIT2, TPE1
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo

MARK = "NguyenVanLo"  # must not be found in anything that is stored
WORDS = "Bang luong thang 10"  # must be


def jpeg(width: int = 60, height: int = 30, orientation: int = 6, mode: str = "RGB") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = MARK  # artist
    exif[0x010F] = MARK  # maker
    exif.get_ifd(0x8825)[1] = MARK  # place
    picture = Image.new(mode, (width, height))
    out = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARK}</x:xmpmeta>".encode()
    picture.save(out, "JPEG", exif=exif, xmp=xmp, comment=MARK.encode())
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + MARK.encode()
    body = out.getvalue()
    first = 4 + struct.unpack_from(">H", body, 4)[0]
    return body[:first] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + body[first:] + MARK.encode()


def png(width: int = 40, height: int = 20, mode: str = "RGBA") -> bytes:
    said = PngInfo()
    said.add_text("Author", MARK)
    said.add_itxt("XML:com.adobe.xmp", MARK, zip=True)
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG", pnginfo=said, exif=_exif())
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "WEBP", exif=_exif(), xmp=MARK.encode())
    return out.getvalue()


def moving_gif() -> bytes:
    frames = [Image.new("P", (16, 16), n) for n in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=MARK.encode())
    return out.getvalue()


def heic(width: int = 60, height: int = 30, orientation: int = 6, tile: int = 0) -> bytes:
    """As an iPhone takes it: turned by the file itself and once more in words, in tiles where `tile` is their side."""
    exif = _exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = MARK  # place
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height))
    made = pillow_heif.from_pillow(picture)
    made.info["exif"] = exif.tobytes()
    made.info["xmp"] = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARK}</x:xmpmeta>".encode()
    made.add_from_pillow(Image.new("RGB", (16, 16), "blue"))  # a second picture, as of a burst
    out = io.BytesIO()
    made.save(out, quality=90, tile_size=tile, primary_index=0)
    return out.getvalue() + box(b"free", MARK.encode())


def heic_of_another_size(side: int = 60_000) -> bytes:
    """A photo that says to be far larger than it is."""
    body = heic(orientation=1)
    at = body.index(b"ispe") + 8
    return body[:at] + struct.pack(">II", side, side) + body[at + 8 :]


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = MARK
    return exif


def picture_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A real PNG of nothing but zeros: some kilobytes that unfold into gigabytes."""
    squeeze = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    data = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
            (b"IDAT", data),
            (b"IEND", b""),
        )
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def pdf(password: str = "") -> bytes:
    made = pikepdf.new()
    photo = made.make_stream(jpeg(orientation=1), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    photo.Filter = pikepdf.Name.DCTDecode
    photo.Width, photo.Height, photo.BitsPerComponent = 60, 30, 8
    photo.ColorSpace = pikepdf.Name.DeviceRGB
    made.add_blank_page(page_size=(200, 200))
    page = made.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    page.Contents = made.make_stream(f"q 60 0 0 30 0 0 cm /Im0 Do Q BT ({WORDS}) Tj ET".encode())
    page.Thumb = made.make_stream(MARK.encode())
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(MARK)))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{MARK}')"))
    page.AA = pikepdf.Dictionary(O=script)
    page.Annots = made.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Text,
                    Rect=[0, 0, 9, 9],
                    T=pikepdf.String(MARK),
                    Contents=pikepdf.String("Xem dong nay"),
                ),
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String(f"C:\\Users\\{MARK}\\x.exe")),
                ),
            ]
        )
    )
    made.Root.OpenAction = script
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=[
            pikepdf.Dictionary(
                FT=pikepdf.Name.Sig,
                T=pikepdf.String("Sig1"),
                V=pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=pikepdf.String(MARK), Location=pikepdf.String(MARK)),
            )
        ]
    )
    made.attachments["secret.txt"] = pikepdf.AttachedFileSpec(made, MARK.encode(), filename=f"{MARK}.txt")
    made.docinfo["/Author"] = MARK
    made.docinfo["/Title"] = MARK
    with made.open_metadata() as xmp:
        xmp["dc:creator"] = [MARK]
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def word() -> bytes:
    made = docx.Document()
    made.add_paragraph(WORDS)
    made.add_picture(io.BytesIO(jpeg(orientation=1)), Inches(1))
    made.add_comment(made.paragraphs[0].runs, text="Thieu gio tang ca", author=MARK, initials=MARK)
    core = made.core_properties
    core.author = core.last_modified_by = core.title = core.comments = core.keywords = MARK
    core.created = datetime(2026, 1, 1)  # noqa: DTZ001 - as Word writes it
    out = io.BytesIO()
    made.save(out)
    return with_parts(
        out.getvalue(),
        {
            "customXml/item1.xml": f"<b:Sources xmlns:b='x'>{MARK}</b:Sources>".encode(),
            "docProps/custom.xml": f"<Properties>{MARK}</Properties>".encode(),
            "docProps/thumbnail.jpeg": MARK.encode(),
        },
        comment=MARK.encode(),
    )


def excel() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"] = WORDS
    sheet["A1"].comment = Comment("Tru sai ngay cong", MARK)
    made.properties.creator = made.properties.lastModifiedBy = made.properties.title = MARK
    out = io.BytesIO()
    made.save(out)
    path = (
        f'<x:absPath xmlns:x="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\{MARK}\\"/>'
    )
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        book = archive.read("xl/workbook.xml").decode()
    return with_parts(
        out.getvalue(),
        {
            "xl/workbook.xml": book.replace("<sheets>", path + "<sheets>").encode(),
            "xl/printerSettings/printerSettings1.bin": MARK.encode("utf-16-le"),
            "xl/persons/person.xml": f"<personList><person displayName='{MARK}'/></personList>".encode(),
        },
    )


def with_parts(package: bytes, parts: dict[str, bytes], comment: bytes = b"") -> bytes:
    """A package with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in parts:
                new.writestr(item.filename, old.read(item))
        for name, body in parts.items():
            new.writestr(name, body)
        new.comment = comment
    return out.getvalue()


def opus(seconds: int = 3) -> bytes:
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", len(MARK)) + MARK.encode() + struct.pack("<I", 0)
    out = io.BytesIO()
    for number, packet in enumerate((head, tags, *(b"\xf8\xff\xfe" + bytes([n]) * 20 for n in range(seconds)))):
        page = OggPage()
        page.packets, page.serial, page.sequence = [packet], 7, number
        page.position = max(0, number - 1) * 48000
        page.first, page.last = number == 0, number == seconds + 1
        out.write(page.write())
    out.seek(0)
    sound = OggOpus(out)
    sound["title"] = sound["artist"] = MARK
    out.seek(0)
    sound.save(out)
    return out.getvalue()


def mp3(seconds: float = 3) -> bytes:
    frame = b"\xff\xfb\x90\xc4" + bytes(413)
    out = io.BytesIO()
    tags = ID3()
    tags.add(TIT2(encoding=3, text=MARK))
    tags.add(TPE1(encoding=3, text=MARK))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc=MARK, data=jpeg()))
    tags.save(out)
    return out.getvalue() + frame * int(seconds * 44100 / 1152) + b"TAG" + MARK.encode().ljust(125, b"\0")


def aac(seconds: float = 3) -> bytes:
    body = bytes(93)
    head = (0xFFF1 << 40) | (1 << 38) | (8 << 34) | (1 << 30) | ((7 + len(body)) << 13) | (0x7FF << 2)
    return (head.to_bytes(7) + body) * int(seconds * 16000 / 1024)


def amr(seconds: float = 3) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * int(seconds * 50)


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), name) + body


def m4a(handler: bytes = b"soun", brand: bytes = b"M4A ", seconds: int = 3) -> bytes:
    def track(kind: bytes) -> bytes:
        return box(
            b"trak",
            box(b"tkhd", bytes(4), struct.pack(">II", 3_800_000_000, 3_800_000_000), bytes(72)),
            box(
                b"mdia",
                box(b"mdhd", bytes(4), bytes(20)),
                box(b"hdlr", bytes(8), kind, bytes(12), MARK.encode(), b"\0"),
                box(b"minf", box(b"stbl", box(b"stsd", bytes(8)))),
            ),
            box(b"udta", MARK.encode()),
        )

    place = box(b"\xa9xyz", struct.pack(">HH", 18, 0), b"+10.7626+106.6601/", MARK.encode())
    times = struct.pack(">IIII", 3_800_000_000, 3_800_000_000, 1000, 1000 * seconds)
    return (
        box(b"ftyp", brand, bytes(4), brand)
        + box(b"moov", box(b"mvhd", bytes(4), times, bytes(80)), track(handler), box(b"udta", place))
        + box(b"uuid", bytes(16), MARK.encode())
        + box(b"mdat", bytes(200))
        + box(b"free", MARK.encode())
    )
