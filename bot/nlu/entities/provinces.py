"""Provinces by their old and new names and by what people call them: bd, brvt, sài gòn, Biên Hòa."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.nlu.entities.found import Found, ProvinceValue
from bot.nlu.entities.reading import MARK, WORD, Reading
from bot.nlu.entities.words import Spelling, spell, words

PROVINCE = "province"

_TABLE = Path(__file__).with_name("provinces.tsv")
_PLACE_BEFORE = words("ở tại tp phố quê kcn kcx nhánh vào miền")
_PROVINCE_BEFORE = words("tỉnh")
_ADDRESS = words("ở tại tỉnh tp thành phố em e mình tôi dạ ạ là quê")


class _Name(NamedTuple):
    words: tuple[Spelling, ...]
    is_doubtful: bool
    present: str
    said: str


class Provinces:
    """The names of the table, looked up by their first word."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self._names: dict[str, list[_Name]] = {}
        for name in sorted(names, key=lambda name: (-len(name.words), not name.is_doubtful)):
            self._names.setdefault(name.words[0].bare, []).append(name)

    @classmethod
    def load(cls) -> Provinces:
        """Read the table that lies beside this module."""
        lines = _TABLE.read_text(encoding="utf-8").splitlines()
        return cls(name for line in lines if line and not line.startswith("#") for name in _names(line))

    def find(self, reading: Reading, index: int) -> Found | None:
        """Return the province whose name begins there."""
        for name in self._names.get(reading[index].bare, ()):
            end = _end(reading, index, name)
            if end is None:
                continue
            if name.is_doubtful and not _means_a_place(reading, index, end):
                return None
            value: ProvinceValue = {"name": name.present, "said": name.said}
            return Found(end, PROVINCE, value)
        return None


def _names(line: str) -> Iterator[_Name]:
    present, said, sure, doubtful = [*line.split("\t"), "", ""][:4]
    for listed, is_doubtful in ((sure, False), (doubtful, True)):
        for typed in filter(None, listed.split(", ")):
            yield _Name(tuple(spell(word) for word in typed.split()), is_doubtful, present, said)


def _end(reading: Reading, index: int, name: _Name) -> int | None:
    """Return where a name ends that begins there; dots and dashes between its words do not matter."""
    for position, proper in enumerate(name.words):
        if position and reading[index].kind == MARK and reading[index].bare in ".-–":
            index += 1
        token = reading[index]
        if token.kind != WORD or token.bare != proper.bare:
            return None
        typed = spell(token.typed)
        if typed != proper and (name.is_doubtful or not typed.fits(proper)):
            return None
        index += 1
    return index


def _means_a_place(reading: Reading, index: int, end: int) -> bool:
    """Tell whether words that may be something else are a place here."""
    before = reading[index - 1]
    if before in _PLACE_BEFORE or _PROVINCE_BEFORE.exactly(before):
        return True
    if reading.text != reading.text.upper() and all(_is_capital(reading, place) for place in range(index, end)):
        return True
    others = [*reading.tokens[:index], *reading.tokens[end:]]
    return len(others) <= 4 and all(token.kind == MARK or token in _ADDRESS for token in others)


def _is_capital(reading: Reading, index: int) -> bool:
    token = reading[index]
    return token.kind == MARK or reading.text[token.start].isupper()
