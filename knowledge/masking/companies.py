"""Names of workplaces: what is written in capitals behind "công ty", and foreign words there or behind "làm ở"."""

from __future__ import annotations

import re

from knowledge.masking.tokens import Token, Tokens, phrase_at, run
from knowledge.masking.vocabulary import KINDS, LEGAL_FORMS, WORKING_AT, WORKPLACES

_LONGEST = 6
_SMALL = 3  # words of a name in lower case
_FOREIGN = 4  # letters that a foreign word has at least; shorter ones are chat shorthand
_SYLLABLE = re.compile(r"(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_REPEATED = re.compile(r"(.)\1+")
_VOWEL = re.compile("[aeiouy]")


def company_at(tokens: Tokens, index: int) -> int:
    """Where the name ends of the workplace that is spoken of there; `index` when no name is said."""
    cue = phrase_at(tokens, index, WORKPLACES)
    if cue == index:
        return index
    name, legal = _behind_kinds(tokens, cue)
    end = _name(tokens, name, legal, shouted=tokens[index].shouted)
    return end if end > name else index


def workplace_of_work(tokens: Tokens, index: int) -> tuple[int, int]:
    """ "làm ở samsung": the name alone."""
    behind = index + 2
    words = tuple(token.bare for token in tokens[index:behind])
    if words not in WORKING_AT:
        return index, index
    return behind, run(tokens, behind, _SMALL, is_foreign)


def is_foreign(token: Token) -> bool:
    """No Vietnamese syllable, however often its letters are repeated, and no shorthand without a vowel."""
    once = _REPEATED.sub(r"\1", token.bare)
    return len(once) >= _FOREIGN and bool(_VOWEL.search(once)) and not _SYLLABLE.fullmatch(once)


def _behind_kinds(tokens: Tokens, start: int) -> tuple[int, bool]:
    """Past "TNHH", "may mặc", …, and whether a legal form was among them, behind which a name must follow."""
    legal = False
    for _ in range(_LONGEST):
        if start >= len(tokens) or run(tokens, start, 1, lambda token: True) == start:
            break
        behind = phrase_at(tokens, start, KINDS)
        legal = legal or phrase_at(tokens, start, LEGAL_FORMS) > start
        if behind == start:
            break
        start = behind
    return start, legal


def _name(tokens: Tokens, start: int, legal: bool, shouted: bool) -> int:
    end = run(tokens, start, _LONGEST, lambda token: token.capital and not token.stops)
    if end > start and (legal or not (shouted and tokens[start].shouted)):
        return end
    if legal:
        return run(tokens, start, _SMALL, lambda token: not token.stops)
    return run(tokens, start, _SMALL, is_foreign)
