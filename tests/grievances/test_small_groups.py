"""Statistics that point at nobody: what is left out cannot be computed from what is shown."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grievances.privacy.small_groups import LEAST_PERSONS, SafeTable, safe_count, safe_counts, safe_table

COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 400))


def tables(counts: st.SearchStrategy[int], size: int) -> st.SearchStrategy[list[list[int]]]:
    widths = st.integers(1, size)
    return widths.flatmap(
        lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=1, max_size=size)
    )


def whole(table: SafeTable) -> list[list[int | None]]:
    rows: list[list[int | None]] = [[*row, total] for row, total in zip(table.rows, table.row_totals, strict=True)]
    return [*rows, [*table.column_totals, table.total]]


def truth(rows: list[list[int]]) -> list[list[int]]:
    widened = [[*row, sum(row)] for row in rows]
    return [*widened, [sum(column) for column in zip(*widened, strict=True)]]


def equations(height: int, width: int) -> list[dict[tuple[int, int], int]]:
    """Each row and column of a table with sums: its parts less its sum are nothing."""
    rows = [{(row, column): (-1 if column == width - 1 else 1) for column in range(width)} for row in range(height)]
    columns = [{(row, column): (-1 if row == height - 1 else 1) for row in range(height)} for column in range(width)]
    return rows + columns


def computable(shown: list[list[int | None]]) -> set[tuple[int, int]]:
    """The hidden places that follow from the shown ones, by elimination."""
    hidden = [(r, c) for r, row in enumerate(shown) for c, value in enumerate(row) if value is None]
    lines = equations(len(shown), len(shown[0]))
    matrix = [[Fraction(line.get(place, 0)) for place in hidden] for line in lines]
    done = 0
    for column in range(len(hidden)):
        pivot = next((row for row in range(done, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [value / matrix[done][column] for value in matrix[done]]
        for row in range(len(matrix)):
            if row != done and matrix[row][column]:
                factor = matrix[row][column]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[done], strict=True)]
        done += 1
    return {hidden[row.index(1)] for row in matrix[:done] if sum(value != 0 for value in row) == 1}


def test_a_count_of_a_few_persons_is_left_out_and_none_at_all_is_shown() -> None:
    assert [safe_count(n) for n in (0, 1, 4, 5, 60)] == [0, None, None, 5, 60]


def test_a_small_count_takes_the_next_smallest_with_it() -> None:
    shown = safe_counts([3, 40, 12, 0])
    assert shown.counts == (None, 40, None, 0)
    assert shown.total == 55


def test_two_small_counts_whose_sum_is_small_take_a_third_with_them() -> None:
    assert safe_counts([1, 2, 30, 9]).counts == (None, None, 30, None)


def test_a_single_small_count_hides_its_sum() -> None:
    shown = safe_counts([3])
    assert (shown.counts, shown.total) == ((None,), None)


def test_large_counts_are_all_shown() -> None:
    table = safe_table([[10, 20], [30, 0]])
    assert whole(table) == truth([[10, 20], [30, 0]])


def test_rows_must_have_one_length() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        safe_table([[1], [2, 3]])


def test_an_empty_table_is_no_error() -> None:
    assert safe_table([]).total == 0
    assert safe_counts([]).counts == ()


def test_a_cell_at_the_edge_of_what_is_hidden_is_protected_too() -> None:
    assert computable(whole(safe_table([[1, 5], [5, 0]]))) == set()


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_no_left_out_number_follows_from_the_others_and_the_sum(counts: list[int]) -> None:
    shown = safe_counts(counts)
    hidden = [count for count, seen in zip(counts, shown.counts, strict=True) if seen is None]
    assert all(seen in (None, count) for count, seen in zip(counts, shown.counts, strict=True))
    assert all(seen is None for count, seen in zip(counts, shown.counts, strict=True) if 0 < count < LEAST_PERSONS)
    if hidden and shown.total is not None:
        assert len(hidden) > 1
        assert sum(hidden) >= LEAST_PERSONS


@given(tables(COUNTS, 5))
@settings(deadline=None)
def test_no_left_out_cell_follows_from_the_table_and_its_sums(rows: list[list[int]]) -> None:
    shown = whole(safe_table(rows))
    for seen_row, row in zip(shown, truth(rows), strict=True):
        for seen, value in zip(seen_row, row, strict=True):
            assert seen in (None, value)
            assert seen is None or not 0 < value < LEAST_PERSONS
    assert computable(shown) == set()


@given(tables(COUNTS, 5))
@settings(deadline=None)
def test_no_small_group_is_left_when_shown_cells_are_taken_from_their_sum(rows: list[list[int]]) -> None:
    shown, known = whole(safe_table(rows)), truth(rows)
    lines = [list(zip(a, b, strict=True)) for a, b in zip(shown, known, strict=True)]
    lines += [list(line) for line in zip(*lines, strict=True)]
    for *parts, (total, _) in lines:
        if total is not None:
            missing = sum(value for seen, value in parts if seen is None)
            assert missing == 0 or missing >= LEAST_PERSONS


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(deadline=None, max_examples=15)
def test_another_table_always_fits_what_is_shown(rows: list[list[int]]) -> None:
    """Also for who knows that no count is below nothing: every table that fits is tried."""
    shown, known = whole(safe_table(rows)), truth(rows)
    varied = {(r, c) for r in range(3) for c in range(3) if shown[r][c] is None}
    for a, b, c, d in product(range(10), repeat=4):
        other = truth([[a, b], [c, d]])
        if all(s in (None, o) for seen, row in zip(shown, other, strict=True) for s, o in zip(seen, row, strict=True)):
            varied -= {(r, c) for r, c in varied if other[r][c] != known[r][c]}
    assert varied == set()
