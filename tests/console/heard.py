"""What workers said that the bot did not understand, as trainers find it in the console."""

from __future__ import annotations

from knowledge.heard import Heard, HeardMessages, Reason
from tests.console.cast import House

Said = tuple[str, int, Reason, tuple[str, ...]]

STORIES: tuple[Said, ...] = (
    ("nghỉ tết có được trả lương ko ạ", 40, Reason.UNKNOWN, ("faq/overtime_pay", "faq/union_dues_rate")),
    ("Tôi tên là Nguyễn Văn An, sđt 0912345678, công ty TNHH Pou Yuen nợ lương em 2 tháng rồi thì em phải làm sao, "
     "tổ trưởng Hùng nói ai ý kiến thì cho nghỉ luôn", 1, Reason.NONE_OF_THESE, ("report_grievance", "ask_human")),
    ("doan phi trừ nhiều quá tính sao", 3, Reason.RATED_BAD, ("faq/union_dues_rate",)),
    ("hôm nay đá bóng mấy giờ", 2, Reason.OUT_OF_SCOPE, ("out_of_scope",)),
    ("ot dem chu nhat tinh may cham", 7, Reason.UNKNOWN, ("faq/overtime_pay",)),
    ("ủa", 1, Reason.UNKNOWN, ()),
)  # fmt: skip


async def hear(
    house: House,
    said: str,
    times: int = 1,
    reason: Reason = Reason.UNKNOWN,
    guesses: tuple[str, ...] = ("faq/overtime_pay",),
    unit: str = "zone",
) -> None:
    keeper = HeardMessages(house.vault, house.clock)
    intent = guesses[0] if guesses else ""
    async with house.database.transaction() as tx:
        for _ in range(times):
            await keeper.keep(tx, Heard(said, reason, house.units[unit].id, "zalo", intent, 0.3, guesses))


async def seed_heard(house: House) -> None:
    for said, times, reason, guesses in STORIES:
        await hear(house, said, times, reason, guesses)
