"""Another province: what officers of Bắc Ninh must not see."""

from __future__ import annotations

from grievances.model import CaseKind, Category, Rating, Status
from motcham.demo.acts import Story, notes, opens, rates, replies, sets, takes, works_at

STORIES = (
    Story(
        "port-shift",
        "HP",
        Category.HOURS,
        "zalo",
        (
            opens("22 6:30", "Công nhân bốc xếp làm 2 ca liên tục 16 tiếng, không có chỗ nghỉ."),
            works_at("22 6:33", "Cảng Nam Hải Vân"),
            takes("khac", "22 8:30"),
            sets("khac", "22 9:00", Status.WAITING_EMPLOYER, "Công đoàn đã yêu cầu cảng bố trí lại ca."),
            sets("khac", "13 14:00", Status.RESOLVED, "Cảng đã bỏ ca đôi và mở phòng nghỉ giữa ca."),
            rates("12 18:00", Rating.GOOD),
        ),
    ),
    Story(
        "port-wages",
        "HP",
        Category.WAGES,
        "zalo",
        (
            opens("7 19:00", "Tiền bốc xếp tính theo tấn bị bớt so với phiếu cân, anh em ghi lại đủ cả."),
            takes("khac", "6 8:30"),
            replies(
                "khac", "6 9:00", "Chào bạn, bạn chụp giúp phiếu cân của hai ca gần nhất để chúng tôi đối chiếu nhé."
            ),
            notes("khac", "4 10:00", "Đối chiếu 14 phiếu, lệch bình quân 6%."),
        ),
    ),
    Story(
        "shipyard",
        "HP",
        Category.SAFETY,
        "telegram",
        (
            opens("12 10:10", "Giàn giáo trong hầm tàu không có lan can."),
            takes("khac", "12 10:30"),
            replies("khac", "12 10:40", "Cảm ơn bạn, chúng tôi đang liên hệ nhà máy để dừng thi công khu vực đó."),
            sets("khac", "11 15:00", Status.RESOLVED, "Giàn giáo đã được thay, có lan can và lưới đỡ."),
            rates("11 20:00", Rating.GOOD),
        ),
    ),
    Story(
        "port-join",
        "HP",
        Category.OTHER,
        "web",
        (opens("1 9:30", "Đội xe ôm công nghệ bọn em muốn có nghiệp đoàn, có được không?"),),
        CaseKind.FOUND_UNION,
    ),
)
