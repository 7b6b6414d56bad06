"""Which choice somebody means who types words instead of tapping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions import words
from actions.turn import Turn
from knowledge.calculators import Choice

_CONSENT = {"affirm": ("co", "dung", "roi"), "deny": ("khong", "chua")}
_POLITE = frozenset({"a", "da", "vang", "nhe", "nha", "em", "anh", "chi", "oi"})
# What people say for what stands on a button.
_ALSO_SAID = {"chu nhat": "ngay nghi hang tuan", "cn": "ngay nghi hang tuan", "nu gioi": "nu", "nam gioi": "nam"}
_UNSURE = ("khong biet", "khong ro", "khong nho", "chua biet", "chua ro", "ko biet", "ko ro", "ko nho", "k biet")


def titled(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice whose very title was typed."""
    return _only(choice for choice in choices if words.fold(choice.title) == words.fold(text))


def named(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice whose title holds all that was typed: "le" for "Ngày lễ, Tết"."""
    typed = words.fold(text)
    said = set(_ALSO_SAID.get(typed, typed).split()) - _POLITE
    return _only(choice for choice in choices if said and said <= _words(choice))


def implied(choices: Sequence[Choice], turn: Turn) -> Choice | None:
    """The choice whose title is somewhere in the words, whose number or place was typed, or for which "ừ" and "ko"
    stand."""
    typed = words.fold(turn.text)
    if any(unsure in typed for unsure in _UNSURE):
        return None
    numbers = {item.value for item in turn.spotted if item.kind == "number"}
    signs = _CONSENT.get(turn.sure_intent, ())
    return (
        _only(choice for choice in choices if _words(choice) <= set(typed.split()))
        or _only(choice for choice in choices if numbers and numbers == _numbers(choice))
        or _only(choice for place, choice in enumerate(choices, start=1) if numbers == {place})
        or _only(choice for choice in choices if words.fold(choice.title).startswith(signs))
    )


def _words(choice: Choice) -> set[str]:
    return set(words.fold(choice.title).split())


def _numbers(choice: Choice) -> set[int]:
    return {int(word) for word in _words(choice) if word.isdecimal()}


def _only(found: Iterable[Choice]) -> Choice | None:
    """The one that was found; None when it was not the only one."""
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
