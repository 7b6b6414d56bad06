"""A message as words and numbers with their places, so that rules can look a few of them ahead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.folding import fold
from knowledge.masking.marks import MARK
from knowledge.masking.vocabulary import BARE_STOP, STOP

_TOKEN = re.compile(rf"(?P<mark>{MARK.pattern})|(?P<number>\d+)|(?P<word>[^\W\d_]+(?:['’&-][^\W\d_]+)*+)")
_GLUE = frozenset(["", " "])


@dataclass(frozen=True, slots=True)
class Token:
    """`bare` is the word in lower case without diacritics; `gap` is what stands before it."""

    kind: str  # mark, number, word
    text: str
    lower: str
    bare: str
    start: int
    end: int
    gap: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def plain(self) -> bool:
        """Without diacritics."""
        return self.text.isascii()

    @property
    def stops(self) -> bool:
        """Whether it is an everyday word that no name goes on with."""
        return self.lower in STOP or (self.plain and not self.capital and self.bare in BARE_STOP)


Tokens = Sequence[Token]


def tokens_of(text: str) -> Tokens:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        typed, before = match[0], found[-1].end if found else 0
        gap = text[before : match.start()]
        lower = typed.lower()
        found.append(Token(str(match.lastgroup), typed, lower, fold(typed), match.start(), match.end(), gap))
    return found


def run(tokens: Tokens, start: int, most: int, belongs: Callable[[Token], bool]) -> int:
    """Where the words end that stand side by side from `start` on and belong together, at most so many."""
    end = start
    while end < len(tokens) and end - start < most and joined(tokens, end) and belongs(tokens[end]):
        end += 1
    return end


def joined(tokens: Tokens, index: int) -> bool:
    """Whether the word there goes on from the one before: a space between them and nothing else."""
    return index < len(tokens) and tokens[index].kind == "word" and tokens[index].gap in _GLUE


def phrase_at(
    tokens: Tokens, start: int, phrases: frozenset[tuple[str, ...]], said: Callable[[Token], str] = lambda t: t.bare
) -> int:
    """Where the longest of the phrases ends that begins there; `start` when none does."""
    longest = max(map(len, phrases))
    words = [said(token) for token in tokens[start : start + longest]]
    together = run(tokens, start + 1, longest - 1, lambda token: True) - start
    for length in range(min(longest, together, len(words)), 0, -1):
        if tuple(words[:length]) in phrases:
            return start + length
    return start
