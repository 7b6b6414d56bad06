"""Finding cases by their words without keeping a word: only keyed hashes of syllables and of neighbours are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, delete, false, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from grievances.collective.said import said_by_members
from grievances.folding import words_of
from grievances.model import CaseKind
from storage.tables import CaseEntry, CaseRecord, CaseWord
from storage.vault import Vault

ENTRY_KINDS = frozenset({"message", "note", "status"})  # whose words are found; the system's own sentences are not
_CONTEXT = "case.word"
_AT_ONCE = 500  # rows of one statement: SQLite and PostgreSQL bound the number of parameters
_FEW = 2_000  # cases of a word that are looked up before all else
_MOST_WORDS = 12  # of a search; a longer one is cut, its first words tell enough


class WordIndex:
    """Each method joins the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, tx: AsyncSession, case_id: str, text: str, *, told: bool = False) -> None:
        """Let the case be found by the words of this text too; what its worker `told` also finds the collective case
        that it belongs to."""
        words = words_of(text).all
        if not words:
            return
        joined = aliased(CaseRecord)
        query = select(CaseRecord.number, joined.number).join(
            joined, CaseRecord.collective_id == joined.id, isouter=True
        )
        row = (await tx.execute(query.where(CaseRecord.id == case_id))).one_or_none()
        if row is None:
            return
        number, collective = row
        for found in (number, collective if told else None):
            if found is not None:
                await _insert(tx, [{"word": self._hash(word), "case_number": found} for word in sorted(words)])

    async def rebuild(self, tx: AsyncSession, record: CaseRecord) -> None:
        """Afresh from what the case holds now, under the newest key; a collective one by what its workers said too."""
        await forget_words(tx, record.id)
        if record.erased_at is not None:
            return
        for text in await self._texts(tx, record):
            await self.add(tx, record.id, text)

    async def rebuild_batch(self, tx: AsyncSession, after: int, size: int) -> int | None:
        """Rebuild the next cases by number; the last number done, None when there are no more."""
        query = select(CaseRecord).where(CaseRecord.number > after).order_by(CaseRecord.number).limit(size)
        records = (await tx.scalars(query)).all()
        for record in records:
            await self.rebuild(tx, record)
        return records[-1].number if records else None

    async def matches(self, tx: AsyncSession, text: str, loose: bool = False) -> Sequence[ColumnElement[bool]]:
        """Conditions for the cases that hold all words of `text`: neighbours as neighbours, or (`loose`) anywhere.

        A word of few cases is looked up first and leaves a list of numbers; the planner, which guesses how many cases
        hold a word, would else walk through all cases for it.
        """
        words = words_of(text)
        paired = {part for pair in words.pairs for part in pair.split()}
        exact = [*sorted(words.pairs), *sorted(words.singles - paired)]
        wanted = sorted(words.singles or words.pairs) if loose else exact
        if not wanted:
            return (false(),)
        holding = [self._holding(word) for word in wanted[:_MOST_WORDS]]
        counts = await _bounded_counts(tx, holding)
        if min(counts) > _FEW:
            return [CaseRecord.number.in_(_numbers(held)) for held in holding]
        return (CaseRecord.number.in_(await _common_numbers(tx, holding, counts.index(min(counts)))),)

    def _holding(self, word: str) -> ColumnElement[bool]:
        """The condition on CaseWord; under any key, so that a search finds cases of before a rotation too."""
        return CaseWord.word.in_([_short(found) for found in self._vault.index_candidates(word, _CONTEXT)])

    def _hash(self, word: str) -> int:
        return _short(self._vault.index(word, _CONTEXT))

    async def _texts(self, tx: AsyncSession, record: CaseRecord) -> list[str]:
        query = select(CaseEntry.body_sealed).where(
            CaseEntry.case_id == record.id, CaseEntry.kind.in_(ENTRY_KINDS), CaseEntry.actor != "system"
        )
        sealed = (await tx.scalars(query.where(CaseEntry.body_sealed.is_not(None)))).all()
        texts = [self._vault.open(body, f"case.entry:{record.id}") for body in sealed if body is not None]
        if record.kind == CaseKind.COLLECTIVE:
            said = (await tx.scalars(said_by_members(record.id))).all()
            texts += [self._vault.open(one.body_sealed, f"case.entry:{one.case_id}") for one in said if one.body_sealed]
        if record.workplace_sealed is not None:
            texts.append(self._vault.open(record.workplace_sealed, f"case.workplace:{record.id}"))
        return texts


async def forget_words(tx: AsyncSession, case_id: str) -> None:
    """The case is found by no word any more."""
    numbers = select(CaseRecord.number).where(CaseRecord.id == case_id)
    await tx.execute(delete(CaseWord).where(CaseWord.case_number.in_(numbers)))


async def _bounded_counts(tx: AsyncSession, holding: Sequence[ColumnElement[bool]]) -> Sequence[int]:
    """Of how many cases hold each word; one more than _FEW means "many"."""
    some = [select(CaseWord.case_number).where(held).limit(_FEW + 1).subquery() for held in holding]
    counts = [select(func.count()).select_from(found).scalar_subquery() for found in some]
    return (await tx.execute(select(*counts))).one()


def _numbers(held: ColumnElement[bool]) -> Select[int]:
    return select(CaseWord.case_number).where(held).correlate(None)


async def _common_numbers(tx: AsyncSession, holding: Sequence[ColumnElement[bool]], rarest: int) -> Sequence[int]:
    """The numbers of the cases that hold all words."""
    query = select(CaseWord.case_number).where(holding[rarest]).distinct()
    for place, held in enumerate(holding):
        if place != rarest:
            query = query.where(CaseWord.case_number.in_(_numbers(held)))
    return (await tx.scalars(query)).all()


async def _insert(tx: AsyncSession, rows: list[dict[str, int]]) -> None:
    insert = sqlite_insert if tx.get_bind().dialect.name == "sqlite" else postgres_insert
    for some in _in_parts(rows):
        await tx.execute(insert(CaseWord).values(some).on_conflict_do_nothing())


def _in_parts(rows: list[dict[str, int]]) -> Iterable[list[dict[str, int]]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _short(digest: str) -> int:
    return int.from_bytes(bytes.fromhex(digest[:16]), signed=True)
