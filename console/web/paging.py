"""Which page numbers to offer below a long list."""

from __future__ import annotations

from dataclasses import dataclass

MAX_PAGE = 1_000_000  # that an address may name


@dataclass(frozen=True)
class Pager:
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.per_page, self.total)

    @property
    def shown(self) -> list[int | None]:
        """First, last and the neighbours; None is a gap."""
        near = sorted({1, self.pages, *range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)})
        shown: list[int | None] = []
        for number in near:
            if shown and shown[-1] is not None and number > shown[-1] + 1:
                shown.append(None)
            shown.append(number)
        return shown
