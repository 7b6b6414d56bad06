"""What the figures say, in plain sentences; nothing that does not stand in the tables."""

from __future__ import annotations

from collections.abc import Iterator

from grievances.model import Progress
from grievances.privacy.small_groups import LEAST_PERSONS
from grievances.reporting.durations import ALL as ALL_TIMES
from grievances.reporting.model import Report, Row, Table, Topic
from grievances.texts import thousands
from storage.clock import in_vietnam

_SPARING = (
    f"Các số nhỏ hơn {LEAST_PERSONS}, và một vài số có thể suy ra chúng, không nêu trong báo cáo để bảo vệ "
    "người lao động."
)


def remarks(report: Report) -> list[str]:
    if not report.total:
        few = f"Trong kỳ có dưới {LEAST_PERSONS} phản ánh nên không nêu số liệu."
        return ["Trong kỳ không có phản ánh nào." if report.empty else few]
    said = [f"Trong kỳ, Công đoàn nhận {_number(report.total)} phản ánh, yêu cầu của đoàn viên, người lao động."]
    for topic, sentences in ((Topic.OVERVIEW, _progress), (Topic.CATEGORY, _most), (Topic.UNIT, _busiest),
                             (Topic.TIMES, _times), (Topic.LOOP, _loop)):  # fmt: skip
        table = report.table(topic)
        said += sentences(table) if table is not None else ()
    recent = report.spikes if report.period.last >= in_vietnam(report.at).date() else ()
    said += [f"Trong 7 ngày qua, số phản ánh về “{spike.label}” tăng bất thường." for spike in recent]
    return [*said, _SPARING] if any(table.hides for table in report.tables) else said


def _progress(table: Table) -> Iterator[str]:
    names = {Progress.SOLVED: "đã giải quyết", Progress.ON_TIME: "đang xử lý trong hạn", Progress.LATE: "đang trễ hạn",
             Progress.ENDED: "kết thúc vì lý do khác"}  # fmt: skip
    rows = {row.key: row.values for row in table.rows}
    parts = [
        f"{_number(count)} vụ việc {name} ({_number(share)}%)" if count else "không có vụ việc trễ hạn"
        for key, name in names.items()
        for count, share in [rows[key]]
        if count is not None and share is not None and (count or key is Progress.LATE)
    ]
    if parts:
        yield f"Đến thời điểm báo cáo: {'; '.join(parts)}."


def _most(table: Table) -> Iterator[str]:
    top = _largest(table)
    if top:
        yield f"Nội dung được phản ánh nhiều nhất: {top[0].label} ({_number(top[1])} vụ việc)."


def _busiest(table: Table) -> Iterator[str]:
    top = _largest(table)
    if top and len(table.rows) > 1:
        yield f"Đơn vị có nhiều phản ánh nhất: {top[0].label} ({_number(top[1])} vụ việc)."


def _largest(table: Table) -> tuple[Row, float] | None:
    """The first with the most cases. None where something larger may be left out, or several have as many."""
    place = table.column("cases")
    if any(row.values[place] is None for row in table.rows):
        return None
    counted = [(row, row.values[place] or 0) for row in table.rows]
    most = max((count for _, count in counted), default=0)
    top = [pair for pair in counted if pair[1] == most]
    return top[0] if len(top) == 1 and most else None


def _times(table: Table) -> Iterator[str]:
    row = table.total
    if row is None or row.key != ALL_TIMES:
        return
    taken, _, solved, slow = row.values
    if taken is not None:
        yield f"Một nửa số vụ việc được cán bộ tiếp nhận trong {_number(taken)} giờ kể từ khi gửi."
    if solved is not None and slow is not None:
        yield (
            f"Một nửa số vụ việc đã giải quyết xong trong {_number(solved)} giờ; 90% trong {_number(slow)} giờ "
            "(giờ đồng hồ, gồm cả đêm và ngày nghỉ)."
        )


def _loop(table: Table) -> Iterator[str]:
    confirmed = _line(table, "confirmed")
    if confirmed:
        yield f"{_number(confirmed[0])} vụ việc ({_number(confirmed[1])}%) được người lao động xác nhận đã ổn."
    bad = _line(table, "bad")
    if confirmed and bad and confirmed[0] + bad[0]:
        share = confirmed[0] * 100 / (confirmed[0] + bad[0])
        yield f"Trong số vụ việc được đánh giá, {_number(share)}% hài lòng."


def _line(table: Table, key: str) -> tuple[float, float] | None:
    row = next(row for row in table.rows if row.key == key)
    count, share = row.values
    return None if count is None or share is None else (count, share)


def _number(value: float) -> str:
    if float(value).is_integer():
        return thousands(int(value))
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
