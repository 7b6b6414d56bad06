"""The table of chat abbreviations, and its way back: writing a sentence as it would be typed in a hurry."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("abbreviations.tsv")


@lru_cache(maxsize=1)
def table() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return what each abbreviation (one word or more) stands for."""
    pairs: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            typed, meant = line.split("\t")
            pairs[tuple(typed.split())] = tuple(meant.split())
    return pairs


def expand(words: Sequence[str]) -> list[str]:
    """Write abbreviations out; a letter behind a number is a unit and stays (500 k, 10 tr)."""
    known, beginnings = table(), _beginnings()
    result: list[str] = []
    index = 0
    while index < len(words):
        if words[index] not in beginnings:
            result.append(words[index])
            index += 1
            continue
        pair = tuple(words[index : index + 2])
        if len(pair) == 2 and pair in known:
            result += known[pair]
            index += 2
            continue
        after_number = index > 0 and words[index - 1][-1].isdigit()
        single = (words[index],)
        result += single if after_number and words[index] != "h" else known.get(single, single)
        index += 1
    return result


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(typed[0] for typed in table())


@lru_cache(maxsize=1)
def _shorthand() -> Mapping[tuple[str, ...], list[str]]:
    back: dict[tuple[str, ...], list[str]] = {}
    for typed, meant in table().items():
        back.setdefault(meant, []).append(" ".join(typed))
    return back


@lru_cache(maxsize=1)
def _longest() -> Mapping[str, int]:
    """How many words of those that begin with this one may be abbreviated together."""
    longest: dict[str, int] = {}
    for first, *others in _shorthand():
        longest[first] = max(longest.get(first, 0), 1 + len(others))
    return longest


def abbreviate(words: Sequence[str], chance: random.Random, share: float = 0.7) -> list[str]:
    """Put abbreviations in, here and there."""
    back, longest = _shorthand(), _longest()
    result: list[str] = []
    index = 0
    while index < len(words):
        for length in range(min(longest.get(words[index], 0), len(words) - index), 0, -1):
            short = back.get(tuple(words[index : index + length]))
            if short and chance.random() < share:
                result.append(chance.choice(short))
                index += length
                break
        else:
            result.append(words[index])
            index += 1
    return result
