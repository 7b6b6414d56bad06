"""A few weeks of a union's cases, as officers really see them: for the browser tests and their screenshots."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from console.access.accounts import load_member
from grievances.desk import CaseDesk
from grievances.model import CaseKind, Category, Rating, Status
from grievances.worker import Proof
from tests.console.cast import House
from tests.support.clock import ManualClock


@dataclass(frozen=True)
class Story:
    text: str
    category: Category
    unit: str = "zone"
    reply: str = ""
    to: Status | None = None
    said: str = ""
    rating: Rating | None = None
    kind: CaseKind = CaseKind.GRIEVANCE


STORIES = (
    Story(
        "Nhà ăn ca đêm cơm nguội và có mùi thiu, hôm qua 3 người đau bụng.",
        Category.MEALS,
        "mill",
        "Chào bạn, Công đoàn cơ sở đã kiểm tra nhà ăn sáng nay và yêu cầu đổi nhà cung cấp.",
        Status.RESOLVED,
        "Nhà ăn đã đổi nhà cung cấp từ 20/11.",
        Rating.GOOD,
    ),
    Story(
        "Công ty bắt tăng ca 4 tiếng mỗi ngày, không làm thì dọa trừ thưởng.",
        Category.HOURS,
        reply="Chào bạn, tăng ca phải có sự đồng ý của bạn. Bạn cho Công đoàn biết việc này xảy ra từ ngày nào nhé?",
        to=Status.WAITING_WORKER,
        said="Bạn gửi thêm bảng chấm công nếu có nhé.",
    ),
    Story("", Category.INSURANCE, "mill"),
    Story(
        "Tôi bị cho nghỉ việc không báo trước, chưa được trả lương tháng cuối.",
        Category.DISMISSAL,
        reply="Chào bạn, Công đoàn đang làm việc với phòng nhân sự của công ty.",
    ),
    Story("Xưởng không có quạt, nóng hơn 38 độ, nhiều chị em bị ngất.", Category.SAFETY, "mill"),
    Story(
        "Em nghe nói năm sau bỏ tháng lương thứ 13, có đúng không ạ?",
        Category.OTHER,
        kind=CaseKind.RUMOUR,
        to=Status.RESOLVED,
        said="Tin này không đúng. Công ty chưa có thông báo nào về việc bỏ thưởng.",
        rating=Rating.BAD,
    ),
    Story("Tổ trưởng hay chửi mắng, xúc phạm công nhân nữ trước mặt mọi người.", Category.HARASSMENT),
    Story("", Category.OTHER, kind=CaseKind.HUMAN_REQUEST),
    Story(
        "Đề nghị lắp thêm máy lọc nước ở tầng 2.",
        Category.OTHER,
        "mill",
        kind=CaseKind.INITIATIVE,
        to=Status.REJECTED,
        said="Tầng 2 đã có trong kế hoạch sửa chữa tháng 12.",
    ),
    Story("Tôi muốn vào Công đoàn thì làm thế nào?", Category.OTHER, kind=CaseKind.JOIN_UNION),
)

MAIN_TEXT = (
    "Công ty nợ lương tháng 9 và tháng 10 của cả chuyền may số 4, khoảng 40 người.\n"
    "Quản lý chỉ nói chờ, không có giấy tờ gì. Chúng em rất lo vì sắp đến hạn đóng tiền nhà."
)


async def seed(house: House, clock: ManualClock, rounds: int = 3) -> str:
    """The id of the case with the longest story; `rounds` times the stories above stand around it."""
    clock.advance(days=-21)
    for turn in range(rounds):
        for index, story in enumerate(STORIES):
            await _tell(house, clock, story, f"{turn * 100 + index:032x}")
            clock.advance(hours=14, minutes=7)
    main = await _tell_main(house, clock)
    clock.advance(minutes=12)
    return main


async def _tell(house: House, clock: ManualClock, story: Story, chat: str) -> None:
    opened = await house.open(story.text, story.unit, story.category, story.kind, chat)
    desk, case_id = _desk(house), opened.case_id
    clock.advance(minutes=55)
    async with house.database.transaction() as tx:
        officer = await load_member(tx, house.staff["officer"].id)
        version = 1
        if story.reply:
            await desk.reply(tx, officer, case_id, version, story.reply)
            version += 1
        if story.to:
            await desk.change_status(tx, officer, case_id, version, story.to, story.said)
        if story.rating:
            await house.cases.rate(tx, Proof(chat), case_id, story.rating)


async def _tell_main(house: House, clock: ManualClock) -> str:
    case_id = (await house.open(MAIN_TEXT)).case_id
    desk, proof = _desk(house), Proof("c0ffee" * 5 + "00")
    clock.advance(minutes=3)
    await house.attach(case_id, "image/jpeg", payslip())
    await house.attach(case_id, "application/pdf", b"%PDF-1.4" + b" " * 48_000, "file")
    async with house.database.transaction() as tx:
        await house.cases.set_workplace(tx, proof, case_id, "Công ty May An Phú, lô C2, chuyền 4")
        await house.cases.set_contact(tx, proof, case_id, "Chị Mai, 0900 000 000 (gọi sau 18 giờ)")
        officer = await load_member(tx, house.staff["officer"].id)
    clock.advance(hours=2)
    async with house.database.transaction() as tx:
        version = (await desk.read(tx, officer, case_id)).version
        await desk.note(tx, officer, case_id, version, "Đã gọi phòng nhân sự, hẹn gặp 14 giờ ngày mai.")
        await desk.reply(
            tx,
            officer,
            case_id,
            version + 1,
            "Chào bạn, Công đoàn đã nhận được phản ánh. Chúng tôi hẹn gặp công ty vào ngày mai và sẽ báo lại bạn.",
        )
    clock.advance(hours=20)
    async with house.database.transaction() as tx:
        await house.cases.add_text(tx, proof, case_id, "Dạ hôm nay công ty vẫn chưa thông báo gì ạ.")
    return case_id


def _desk(house: House) -> CaseDesk:
    return CaseDesk(house.vault, house.clock, house.notifier)


def payslip() -> bytes:
    """Something that looks like a photographed sheet of paper."""
    picture = Image.new("RGB", (900, 640), (226, 220, 208))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 40, 840, 600), fill=(252, 251, 247), outline=(160, 160, 160))
    for row in range(9):
        draw.line((100, 110 + row * 52, 800, 110 + row * 52), fill=(120, 130, 140), width=2)
        draw.rectangle((110, 122 + row * 52, 250 + row * 23 % 140, 140 + row * 52), fill=(90, 100, 110))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
