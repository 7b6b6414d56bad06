"""Harmless pictures that stand for workers' photos: drawn, of nobody and nowhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from enum import StrEnum

from PIL import Image, ImageDraw

_SIZE = (900, 675)
_Pen = ImageDraw.ImageDraw


class Picture(StrEnum):
    PAYSLIP = "payslip"
    MEAL = "meal"
    EXIT = "exit"
    NOTICE = "notice"


def drawn(picture: Picture) -> bytes:
    """A JPEG as a phone would send one."""
    ground, draw = _DRAWN[picture]
    canvas = Image.new("RGB", _SIZE, ground)
    draw(ImageDraw.Draw(canvas))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=80)
    return out.getvalue()


def _payslip(pen: _Pen) -> None:
    pen.rectangle((90, 40, 810, 640), fill="#fbfaf5", outline="#b9b4a8", width=2)
    pen.rectangle((300, 70, 600, 92), fill="#5b6470")
    for row in range(9):
        top = 130 + row * 52
        pen.line((130, top, 770, top), fill="#c9c5ba", width=2)
        pen.rectangle((150, top + 16, 300 + row * 37 % 110, top + 32), fill="#7b838e")
        pen.rectangle((620, top + 16, 740, top + 32), fill="#9aa1ab" if row % 3 else "#c0392b")
    pen.line((590, 130, 590, 598), fill="#c9c5ba", width=2)


def _meal(pen: _Pen) -> None:
    pen.rounded_rectangle((110, 90, 790, 590), 40, fill="#c8ced4", outline="#8f989f", width=6)
    pen.ellipse((150, 130, 470, 380), fill="#f6f3e8")
    for box, colour in (((510, 130, 750, 340), "#6d8f4e"), ((150, 410, 420, 550), "#9c6b3f")):
        pen.rounded_rectangle(box, 24, fill=colour)
    pen.ellipse((500, 380, 740, 560), fill="#d9c48a", outline="#b39a55", width=4)


def _exit(pen: _Pen) -> None:
    pen.rectangle((0, 520, 900, 675), fill="#8b8f94")
    pen.rectangle((330, 90, 600, 520), fill="#dfe7ea", outline="#5f686d", width=8)
    pen.rectangle((385, 40, 545, 82), fill="#1d8a4c")
    for left, top, size in ((260, 380, 190), (440, 330, 220), (520, 470, 150), (350, 210, 150)):
        pen.rectangle((left, top, left + size, top + size), fill="#b98b56", outline="#7d5a31", width=5)
        pen.line((left, top + size // 2, left + size, top + size // 2), fill="#e2c79d", width=12)


def _notice(pen: _Pen) -> None:
    pen.rectangle((40, 30, 860, 645), fill="#a67c4e", outline="#6b4c2a", width=14)
    pen.rectangle((230, 80, 670, 600), fill="#ffffff")
    pen.rectangle((330, 120, 570, 144), fill="#a33")
    for row in range(11):
        pen.rectangle((270, 190 + row * 34, 630 - row * 53 % 90, 202 + row * 34), fill="#8a9099")
    pen.ellipse((500, 500, 600, 590), outline="#c0392b", width=6)


_DRAWN: Mapping[Picture, tuple[str, Callable[[_Pen], None]]] = {
    Picture.PAYSLIP: ("#ddd5c6", _payslip),
    Picture.MEAL: ("#b5a48b", _meal),
    Picture.EXIT: ("#eef0ee", _exit),
    Picture.NOTICE: ("#d4cfc5", _notice),
}
