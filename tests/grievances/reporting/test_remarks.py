"""The sentences of the monthly report say what its tables show, and nothing that these leave out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from grievances.reporting.model import Column, Look, Period, Report, Row, Spike, Table, Topic
from grievances.reporting.remarks import remarks

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SHARES = (Column("cases", "Số vụ việc"), Column("share", "Tỷ lệ", Look.PERCENT))


def report(*tables: Table, total: int | None = 40, period: Period = NOVEMBER, spikes: tuple[Spike, ...] = ()) -> Report:
    return Report("Công đoàn", period, NOW, total, tables, spikes)


def table(topic: Topic, **counts: float | None) -> Table:
    rows = tuple(Row(key, key, (count, None if count is None else count * 2.5)) for key, count in counts.items())
    return Table(topic, topic, topic, SHARES, rows)


def test_what_is_left_out_of_a_table_is_not_said() -> None:
    told = " ".join(remarks(report(table(Topic.OVERVIEW, on_time=30, late=None, solved=None, ended=0))))
    assert "30 vụ việc đang xử lý trong hạn (75%)" in told
    assert "trễ hạn" not in told
    assert "đã giải quyết" not in told
    assert "để bảo vệ người lao động" in told


def test_the_largest_is_not_named_where_a_larger_one_may_be_left_out() -> None:
    assert not any("nhiều nhất" in said for said in remarks(report(table(Topic.CATEGORY, wages=30, hours=None))))
    assert any("nhiều nhất: wages (30" in said for said in remarks(report(table(Topic.CATEGORY, wages=30, hours=10))))
    assert not any("nhiều nhất" in said for said in remarks(report(table(Topic.CATEGORY, wages=20, hours=20))))


def test_nothing_and_too_little_are_said_so() -> None:
    assert remarks(report(total=0)) == ["Trong kỳ không có phản ánh nào."]
    assert remarks(report(total=None)) == ["Trong kỳ có dưới 5 phản ánh nên không nêu số liệu."]


def test_what_rises_now_does_not_belong_into_a_report_of_the_past() -> None:
    spike = Spike(Topic.CATEGORY, "safety", "An toàn lao động", 9, 1.0)
    past = Period(date(2026, 10, 1), date(2026, 10, 31))
    assert any("An toàn" in said for said in remarks(report(spikes=(spike,))))
    assert not any("An toàn" in said for said in remarks(report(period=past, spikes=(spike,))))
