"""The model file of CRFsuite (version 100): labels, features, and the weights between them."""

from __future__ import annotations

import struct

import numpy as np

_HEADER = struct.Struct("<4sI4sIIIIIIIII")
_NAMES_HEADER = struct.Struct("<4sIIIII")
_WEIGHTS_HEADER = 12
_WEIGHT = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _STEP = 0, 1


class NoCrfFile(Exception):
    """The file is not what this module reads."""


class CrfFile:
    """`states`: weights from a feature (source) to a label (target); `steps`: from a label to the next one."""

    def __init__(self, content: bytes) -> None:
        magic, _, kind, version, _, _, _, weights, labels, features, _, _ = _HEADER.unpack_from(content)
        if (magic, kind, version) != (b"lCRF", b"FOMC", 100):
            raise NoCrfFile(f"{magic!r} {kind!r} {version}")
        self.labels = _names(content, labels)
        self.features = _names(content, features)
        (count,) = struct.unpack_from("<I", content, weights + 8)
        table = np.frombuffer(content, _WEIGHT, count, weights + _WEIGHTS_HEADER)
        self.states = table[table["kind"] == _STATE]
        self.steps = table[table["kind"] == _STEP]


def _names(content: bytes, start: int) -> list[str]:
    """Names in the order of their numbers, from a constant database (CQDB)."""
    _, _, _, _, count, backwards = _NAMES_HEADER.unpack_from(content, start)
    places = np.frombuffer(content, "<u4", count, start + backwards)
    return [_name(content, start + place) for place in places.tolist()]


def _name(content: bytes, place: int) -> str:
    (size,) = struct.unpack_from("<I", content, place + 4)
    return content[place + 8 : place + 7 + size].decode("utf-8")  # a zero byte ends it
