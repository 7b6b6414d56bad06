"""Names of people and of workplaces, found by the words around them and by the words that they are made of."""

from __future__ import annotations

from knowledge.masking import marks
from knowledge.masking.companies import company_at, workplace_of_work
from knowledge.masking.tokens import Token, Tokens, joined, phrase_at, run, tokens_of
from knowledge.masking.vocabulary import (
    BARE_COMMON_FAMILIES,
    BARE_FAMILIES,
    BARE_MIDDLE,
    BARE_MIDDLE_FAMILIES,
    COMMON_FAMILIES,
    COMMON_HEADS,
    FAMILIES,
    GIVEN,
    MIDDLE,
    MIDDLE_FAMILIES,
    NO_PEOPLE,
    ONLY_FAMILIES,
    PRONOUNS,
    SECOND,
    SURE_TITLES,
    TITLES,
)

_LONGEST = 4  # words of a name
_BEHIND_FAMILY = 3
_HOUSE = 4  # numbers of a house: 12/34/5/6


def mask_names(text: str) -> str:
    tokens = tokens_of(text)
    parts: list[str] = []
    copied = index = 0
    while index < len(tokens):
        start, end, mark = _at(tokens, index)
        if end == start:
            index = max(index + 1, phrase_at(tokens, index, NO_PEOPLE))
            continue
        parts += [text[copied : tokens[start].start], mark]
        copied, index = tokens[end - 1].end, end
    return "".join([*parts, text[copied:]])


def _at(tokens: Tokens, index: int) -> tuple[int, int, str]:
    """From where to where there is something to hide, and what stands for it; an empty stretch when there is not."""
    if tokens[index].kind == "number":
        return (*_street(tokens, index), marks.ADDRESS)
    if tokens[index].kind == "mark":
        return (*_mentioned(tokens, index), marks.NAME)
    if (end := company_at(tokens, index)) > index:
        return index, end, marks.COMPANY
    if (end := _family_name(tokens, index)) > index:
        return index, end, marks.NAME
    if (begin := workplace_of_work(tokens, index))[0] < begin[1]:
        return (*begin, marks.COMPANY)
    return (*_announced(tokens, index), marks.NAME)


def _street(tokens: Tokens, index: int) -> tuple[int, int]:
    """ "123/45 Nguyễn Trãi": streets are named after people."""
    after = index + 1
    while after < min(len(tokens), index + _HOUSE) and _is_house_part(tokens[after]):
        after += 1
    end = _family_name(tokens, after) if joined(tokens, after) else after
    return (index, end) if end > after else (index, index)


def _is_house_part(token: Token) -> bool:
    return token.kind == "number" and token.gap in ("/", "-")


def _mentioned(tokens: Tokens, index: int) -> tuple[int, int]:
    """ "@Lan Anh": the handle ends at the space, the name does not."""
    if tokens[index].text != marks.ACCOUNT:
        return index, index
    return index + 1, run(tokens, index + 1, _LONGEST, _goes_on)


def _announced(tokens: Tokens, index: int) -> tuple[int, int]:
    """Behind "tên là", "em là", "chị", "tổ trưởng"."""
    token = tokens[index]
    if token.lower in ("tên", "ten"):
        return _behind_ten(tokens, index)
    if token.lower in ("là", "la") and index and tokens[index - 1].lower in PRONOUNS and joined(tokens, index):
        return _capitals(tokens, index + 1, token)
    behind = phrase_at(tokens, index, TITLES, _lower)
    if behind == index:
        return index, index
    start, end = _capitals(tokens, behind, tokens[behind - 1])
    if end > start or phrase_at(tokens, index, SURE_TITLES, _lower) == index:
        return start, end
    return behind, run(tokens, behind, 2, lambda token: token.lower in GIVEN)


def _behind_ten(tokens: Tokens, index: int) -> tuple[int, int]:
    """Where it is certain that a name follows, it may be in lower case."""
    before = tokens[index - 1].lower if index and joined(tokens, index) else ""
    start = run(tokens, index + 1, 2, lambda token: token.lower in PRONOUNS or token.lower in ("của", "đầy", "đủ"))
    copula = run(tokens, start, 1, lambda token: token.lower in ("là", "la"))
    colon = copula < len(tokens) and tokens[copula].kind == "word" and tokens[copula].gap.strip() in (":", "-")
    certain = colon or copula > start or before in PRONOUNS or before in ("họ", "ho", "và", "va")
    if not certain or not (colon or joined(tokens, copula)) or tokens[copula].stops:
        return _capitals(tokens, copula, tokens[index])
    if tokens[copula].capital and not tokens[copula].shouted:
        return copula, run(tokens, copula + 1, _LONGEST - 1, _goes_on)
    return copula, run(tokens, copula + 1, _LONGEST - 1, lambda token: not token.stops)


def _capitals(tokens: Tokens, start: int, cue: Token) -> tuple[int, int]:
    """A name in capital letters. Where everything is shouted, capital letters say nothing."""
    first = run(tokens, start, 1, _is_capital)
    if first == start or (cue.shouted and tokens[start].shouted):
        return start, start
    end = run(tokens, first, _LONGEST - 1, _goes_on)
    is_noun = end - start == 1 and tokens[start].lower in COMMON_HEADS and joined(tokens, end)
    return (start, start) if is_noun else (start, end)


def _family_name(tokens: Tokens, index: int) -> int:
    """Where a full name ends that begins with a family name there."""
    token = tokens[index]
    if phrase_at(tokens, index, NO_PEOPLE) > index:
        return index
    behind = run(tokens, index + 1, _BEHIND_FAMILY, _goes_on) - index - 1
    if token.capital and behind >= _needed(token):
        return index + 1 + behind
    return _written_small(tokens, index)


def _needed(token: Token) -> int:
    """How many capitalised words must follow for it to be a family name."""
    if token.lower in FAMILIES or token.bare in BARE_FAMILIES:
        return 1
    known = token.lower in COMMON_FAMILIES or (token.plain and token.bare in BARE_COMMON_FAMILIES)
    return 2 if known else _BEHIND_FAMILY + 1


def _written_small(tokens: Tokens, index: int) -> int:
    """ "nguyễn thị lan", "tran van hung": in any case of letters, where a middle name leaves no doubt."""
    token = tokens[index]
    middle = run(tokens, index + 1, 1, lambda follower: _has_middle(token, follower))
    if middle > index + 1:
        end = run(tokens, middle, 2, lambda token: not token.stops)
        return end if end > middle else index
    if token.lower not in ONLY_FAMILIES:
        return index
    end = run(tokens, index + 1, 2, lambda token: not token.stops)
    return end if end > index + 1 else index


def _has_middle(family: Token, middle: Token) -> bool:
    if family.lower in MIDDLE_FAMILIES and middle.lower in MIDDLE:
        return True
    return family.lower in BARE_MIDDLE_FAMILIES and middle.lower in BARE_MIDDLE


def _is_capital(token: Token) -> bool:
    return token.capital and not token.stops


def _goes_on(token: Token) -> bool:
    """Whether a name that has begun goes on with it."""
    return _is_capital(token) or (token.capital and token.lower in SECOND)


def _lower(token: Token) -> str:
    return token.lower
