"""What lies on the desks beside the cases: reply templates, saved filters, and what the bot did not understand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grievances.model import Category
from grievances.queue.saved_views import SavedViews
from grievances.templates import Draft, Templates
from knowledge.heard import Heard, HeardMessages, Reason
from motcham.demo.stage import Stage


@dataclass(frozen=True)
class _Said:
    """`count`: how many workers said it in these or nearly these words."""

    text: str
    count: int
    reason: Reason
    guesses: Sequence[str]
    unit: str = "BN"


_TEMPLATES = (
    (
        "Đã tiếp nhận",
        "Chào bạn, {don_vi} đã nhận phản ánh {ma_vu_viec} và đang xem xét. Chúng tôi sẽ báo bạn khi có kết quả. "
        "Danh tính của bạn được giữ kín.",
        None,
    ),
    (
        "Xin bổ sung phiếu lương",
        "Chào bạn, để làm việc với công ty về vụ {ma_vu_viec}, chúng tôi cần ảnh phiếu lương và bảng chấm công của "
        "tháng bị sai. Bạn gửi ngay tại đây nhé.",
        Category.WAGES,
    ),
    (
        "Quyền dừng việc khi nguy hiểm",
        "Khi thấy rõ nguy cơ tai nạn, bạn có quyền rời nơi nguy hiểm mà vẫn được trả đủ lương và không bị kỷ luật. "
        "Bạn báo ngay người quản lý và Công đoàn giúp nhé.",
        Category.SAFETY,
    ),
    (
        "Tra cứu bảo hiểm trên VssID",
        "Bạn mở ứng dụng VssID, vào “Quá trình tham gia” để xem công ty đã đóng tới tháng nào. "
        "Nếu thiếu tháng, bạn chụp màn hình gửi vào đây.",
        Category.INSURANCE,
    ),
)
_HEARD = (
    _Said("nghỉ tết có được trả lương ko ạ", 9, Reason.UNKNOWN, ("faq/public_holidays", "faq/wage_holiday_work")),
    _Said("ot dem chu nhat tinh may cham", 6, Reason.UNKNOWN, ("faq/wage_overtime_rate", "faq/wage_night")),
    _Said("nghi om co bi tru chuyen can ko", 5, Reason.NONE_OF_THESE, ("faq/sick_leave_days", "ask_human")),
    _Said("doan phi tru nhieu qua tinh sao", 4, Reason.RATED_BAD, ("faq/union_dues_rate",)),
    _Said(
        "công ty bắt ký đơn tự nguyện tăng ca có đúng ko", 3, Reason.UNKNOWN, ("faq/overtime_consent",), "BN-SONGHONG"
    ),
    _Said("hôm nay đá bóng mấy giờ", 2, Reason.OUT_OF_SCOPE, ("out_of_scope",)),
    _Said("sdt em 0900000555, tổ trưởng bảo ai ý kiến thì nghỉ", 1, Reason.NONE_OF_THESE, ("report_grievance",)),
    _Said("mượn thẻ bảo hiểm của chị đi khám có sao ko", 2, Reason.UNKNOWN, ("faq/health_insurance_benefit",)),
)


async def write_templates(stage: Stage) -> None:
    head, templates = stage.people["phutrach"], Templates(stage.clock)
    for title, body, category in _TEMPLATES:
        await templates.write(stage.tx, head, Draft(title, body, category, head.unit_id))


async def save_views(stage: Stage) -> None:
    views, tx = SavedViews(stage.vault, stage.clock), stage.tx
    head, officer = stage.people["phutrach"], stage.people["canbo"]
    await views.save(tx, head, "Chưa ai nhận", "view=untaken", "", shared=True)
    await views.save(tx, officer, "An toàn đang mở", "category=safety&open_only=1", "", shared=False)


async def keep_heard(stage: Stage) -> None:
    """In the middle of the story: workers ask every day, and only the day is kept."""
    keeper = HeardMessages(stage.vault, stage.clock)
    for said in _HEARD:
        unit_id, guess = stage.units[said.unit], said.guesses[0]
        heard = Heard(said.text, said.reason, unit_id, "zalo", guess, 0.34, said.guesses)
        for _ in range(said.count):
            await keeper.keep(stage.tx, heard)
