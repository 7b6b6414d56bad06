"""Hours, meals and safety, an emergency among them."""

from __future__ import annotations

from grievances.model import CaseKind, Category, Rating, Severity, Status
from motcham.demo.acts import (
    Story,
    merges,
    notes,
    opens,
    rates,
    replies,
    sends_picture,
    sets,
    tags,
    takes,
    takes_alarm,
    tells,
    weighs,
    works_at,
)
from motcham.demo.pictures import Picture

STORIES = (
    Story(
        "break",
        "BN-HOASEN",
        Category.HOURS,
        "zalo",
        (
            opens("28 13:05", "Nghỉ trưa có 20 phút thôi, ăn chưa xong đã gọi vào chuyền."),
            takes("coso", "27 8:00"),
            replies(
                "coso",
                "27 8:30",
                "Chào bạn, mỗi ca làm từ 6 giờ trở lên được nghỉ giữa giờ ít nhất 30 phút. Công đoàn sẽ làm việc "
                "với xưởng.",
            ),
            sets("coso", "22 10:00", Status.RESOLVED, "Từ tuần này nghỉ trưa 45 phút cho tất cả các chuyền."),
            rates("22 12:30", Rating.GOOD),
        ),
    ),
    Story(
        "forced-overtime",
        "BN-SONGHONG",
        Category.HOURS,
        "telegram",
        (
            opens("21 22:40", "Bị ép tăng ca 4 tiếng/ngày suốt tháng, ai không làm bị trừ điểm thi đua."),
            works_at("21 22:43", "Công ty Điện tử Sông Hồng"),
            takes("canbo", "20 8:10"),
            sets(
                "canbo", "20 8:40", Status.WAITING_EMPLOYER, "Công đoàn đã yêu cầu công ty cung cấp bảng giờ làm thêm."
            ),
            notes(
                "canbo",
                "16 15:00",
                "Bảng công cho thấy 86 giờ làm thêm trong tháng, nhiều người chưa ký thỏa thuận.",
            ),
            sets(
                "canbo",
                "12 16:30",
                Status.RESOLVED,
                "Công ty cam kết giữ đúng giới hạn giờ làm thêm và chỉ bố trí người tự nguyện ký.",
            ),
            rates("11 21:30", Rating.GOOD),
            tags("canbo", "12 16:35", "tăng ca"),
        ),
    ),
    Story(
        "leave",
        "BN-SONGHONG",
        Category.HOURS,
        "web",
        (
            opens("3 19:00", "Em xin nghỉ phép năm 3 ngày về quê mà tổ trưởng không cho, bảo hết phép của chuyền."),
            tells("2 20:00", "Em vẫn chưa thấy ai trả lời ạ."),
        ),
    ),
    Story(
        "shift-change",
        "BN-HOASEN",
        Category.HOURS,
        "zalo",
        (
            opens("7 6:40", "Đổi ca đêm báo trước có một hôm, em có con nhỏ 9 tháng."),
            takes("coso", "7 8:20"),
            replies(
                "coso",
                "7 9:00",
                "Chào bạn, lao động nữ nuôi con dưới 12 tháng không phải làm đêm nếu không đồng ý. "
                "Bạn cho mình tổ của bạn để xếp lại ca nhé?",
            ),
            sets("coso", "7 9:01", Status.WAITING_WORKER),
            tells("6 19:20", "Dạ em ở tổ hoàn thiện 2."),
            sets("coso", "5 10:00", Status.RESOLVED, "Bạn được xếp ca ngày đến khi con đủ 12 tháng."),
            rates("5 18:00", Rating.GOOD),
        ),
    ),
    Story(
        "meal-spoiled",
        "BN-HOASEN",
        Category.MEALS,
        "zalo",
        (
            opens("19 12:35", "Cơm trưa nay có mùi thiu, cả bàn em bỏ ăn."),
            sends_picture("19 12:37", Picture.MEAL),
            takes("coso", "19 13:10"),
            notes("coso", "19 14:30", "Đã cùng y tế lấy mẫu lưu, nhà thầu đổi suất khác cho ca chiều."),
            replies(
                "coso", "19 14:40", "Công đoàn đã lập biên bản với nhà bếp và lấy mẫu kiểm tra. Cảm ơn bạn báo sớm."
            ),
            sets(
                "coso", "15 9:00", Status.RESOLVED, "Công ty đã thay nhà thầu và mời Công đoàn kiểm tra bếp hằng tuần."
            ),
            rates("15 12:20", Rating.GOOD),
            tags("coso", "15 9:05", "bữa ăn ca"),
        ),
    ),
    Story(
        "meal-small",
        "BN-HOASEN",
        Category.MEALS,
        "zalo",
        (
            opens("6 12:20", "Suất ăn 15 nghìn mà toàn rau, làm ca 12 tiếng sao đủ sức."),
            takes("canbo", "3 8:30"),
            replies(
                "canbo",
                "3 9:10",
                "Chào bạn, Công đoàn tỉnh đã nhận việc này từ cơ sở và sẽ đưa mức suất ăn vào buổi đối thoại sắp tới.",
            ),
            tags("canbo", "3 9:15", "bữa ăn ca"),
        ),
    ),
    Story(
        "water",
        "BN",
        Category.MEALS,
        "web",
        (
            opens("13 9:10", "Nước uống trong xưởng có cặn, nhà vệ sinh 200 người dùng 3 buồng."),
            works_at("13 9:12", "Giày Ngọc Bích"),
            takes("canbo", "12 8:30"),
            sets("canbo", "12 9:00", Status.WAITING_EMPLOYER, "Công đoàn đã đề nghị công ty kiểm tra nguồn nước."),
            sets("canbo", "6 14:00", Status.RESOLVED, "Công ty đã lắp máy lọc mới và mở thêm 4 buồng vệ sinh."),
        ),
    ),
    Story(
        "exit-blocked",
        "BN-SONGHONG",
        Category.SAFETY,
        "zalo",
        (
            opens("11 10:05", "Lối thoát hiểm xưởng 3 chất đầy thùng hàng, có cháy không biết chạy đường nào."),
            sends_picture("11 10:06", Picture.EXIT),
            works_at("11 10:08", "Điện tử Sông Hồng xưởng 3"),
            takes("canbo", "11 10:40"),
            weighs("canbo", "11 10:45", Severity.URGENT, "Nguy cơ cháy nổ, ảnh hưởng cả xưởng."),
            replies("canbo", "11 10:50", "Cảm ơn bạn. Công đoàn và công ty đang kiểm tra ngay trong sáng nay."),
            sets(
                "canbo",
                "11 15:30",
                Status.RESOLVED,
                "Lối thoát hiểm đã được dọn xong, công ty cử người kiểm tra mỗi ca.",
            ),
            rates("11 18:10", Rating.GOOD),
            tags("canbo", "11 15:35", "cháy nổ"),
        ),
    ),
    Story(
        "dust",
        "BN",
        Category.SAFETY,
        "zalo",
        (
            opens("15 17:45", "bui go mu mit, khau trang 1 thang phat 2 cai, nhieu nguoi ho keo dai"),
            works_at("15 17:50", "Xưởng gỗ Minh Long"),
            takes("canbo", "14 8:05"),
            sets(
                "canbo",
                "13 9:00",
                Status.REFERRED,
                "Việc này đã chuyển Sở Nội vụ tỉnh Bắc Ninh kiểm tra. Bạn theo dõi kết quả tại đó; "
                "Công đoàn vẫn cử người đi cùng đoàn kiểm tra.",
            ),
        ),
    ),
    Story(
        "goggles",
        "BN-SONGHONG",
        Category.SAFETY,
        "telegram",
        (
            opens("95m", "Bộ phận hàn hết kính bảo hộ ba ngày nay, quản lý bảo dùng tạm kính râm."),
            works_at("93m", "Điện tử Sông Hồng, bộ phận hàn"),
            takes("canbo", "70m"),
            weighs("canbo", "68m", Severity.URGENT, "Nguy cơ bỏng mắt ngay trong ca."),
            replies(
                "canbo",
                "60m",
                "Chào bạn, chúng tôi đang gọi cho công ty. Không có kính hàn thì bạn có quyền dừng việc mà vẫn được "
                "trả lương.",
            ),
        ),
    ),
    Story(
        "injury",
        "BN",
        Category.SAFETY,
        "zalo",
        (
            opens("10 14:22", "Cứu với, có người bị máy dập vào tay ở xưởng 1, máu chảy nhiều lắm!"),
            takes_alarm("canbo", "10 14:25"),
            notes("canbo", "10 14:31", "Đã gọi 115 và bảo vệ cổng. Xe cấp cứu tới lúc 14 giờ 40."),
            replies(
                "canbo",
                "10 14:45",
                "Cấp cứu đang tới. Bạn giữ người bị nạn nằm yên, ấn chặt vết thương bằng vải sạch nhé.",
            ),
            tells("10 15:20", "Anh ấy được đưa đi viện rồi ạ, tỉnh táo. Cảm ơn Công đoàn."),
            notes(
                "canbo",
                "9 9:00",
                "Thăm tại bệnh viện tỉnh: đã mổ, giữ được ngón tay. Đề nghị điều tra tai nạn lao động.",
            ),
            sets(
                "canbo",
                "9 16:00",
                Status.RESOLVED,
                "Người bị nạn đã qua nguy hiểm. Công đoàn tham gia đoàn điều tra tai nạn và theo chế độ bồi thường.",
            ),
            rates("9 19:00", Rating.GOOD),
            tags("canbo", "9 16:05", "tai nạn lao động"),
        ),
        CaseKind.EMERGENCY,
    ),
    Story(
        "heat",
        "BN",
        Category.SAFETY,
        "zalo",
        (
            opens(
                "2 13:30", "Quạt thông gió xưởng ép nhựa hỏng cả tuần, trong xưởng ngột ngạt, hôm qua có chị bị ngất."
            ),
            works_at("2 13:33", "Nhựa Tân Phong"),
            takes("canbo", "2 14:00"),
            replies("canbo", "2 14:20", "Chào bạn, chúng tôi sẽ tới xưởng chiều nay. Chị bị ngất giờ thế nào rồi ạ?"),
        ),
    ),
    Story(
        "heat-again",
        "BN",
        Category.SAFETY,
        "zalo",
        (
            opens("1 12:40", "Em gửi lại lần nữa: quạt xưởng ép nhựa vẫn chưa sửa, nóng lắm."),
            merges("canbo", "1 13:20", "heat"),
        ),
        chat_of="heat",
    ),
)
