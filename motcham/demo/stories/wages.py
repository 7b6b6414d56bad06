"""Wages: the largest pile, with a collective case of one works."""

from __future__ import annotations

from grievances.model import CaseKind, Category, Rating, Severity, Status
from motcham.demo.acts import (
    Story,
    gives,
    joins,
    leaves_contact,
    links,
    notes,
    opens,
    rates,
    replies,
    sends_picture,
    sets,
    tags,
    takes,
    tells,
    weighs,
    works_at,
)
from motcham.demo.pictures import Picture

_WAGES = Category.WAGES

STORIES = (
    Story(
        "late-pay",
        "BN",
        _WAGES,
        "zalo",
        (
            opens("29 19:40", "Cty nợ lương tháng trước của tổ em, hẹn 3 lần rồi chưa trả. Em phải làm sao ạ?"),
            works_at("29 19:43", "Công ty Bao bì Đại Phát, KCN Quế Võ"),
            takes("canbo", "28 8:20"),
            replies(
                "canbo",
                "28 8:45",
                "Chào bạn, Công đoàn đã nhận được phản ánh và sẽ làm việc với công ty trong tuần này. "
                "Bạn giữ lại bảng chấm công và phiếu lương giúp nhé.",
            ),
            sets("canbo", "28 8:50", Status.WAITING_EMPLOYER, "Chúng tôi đã gửi công văn đề nghị công ty trả lời."),
            notes(
                "canbo", "25 14:10", "Phòng nhân sự xác nhận chậm do đối tác thanh toán trễ, hẹn chi trả trong tuần."
            ),
            sets(
                "canbo", "23 15:30", Status.RESOLVED, "Công ty đã chi trả đủ lương tháng trước cho tổ của bạn hôm nay."
            ),
            rates("23 18:05", Rating.GOOD),
            tags("canbo", "23 15:35", "nợ lương"),
        ),
    ),
    Story(
        "bonus",
        "BN-SONGHONG",
        _WAGES,
        "telegram",
        (
            opens("27 12:15", "Thưởng chuyên cần bị cắt hết dù em chỉ nghỉ 1 ngày có phép, nội quy ghi trừ 1/3 thôi."),
            takes("canbo", "26 9:00"),
            replies(
                "canbo",
                "26 9:30",
                "Chào bạn, bạn gửi giúp ảnh trang nội quy nói về thưởng chuyên cần để chúng tôi đối chiếu nhé.",
            ),
            sends_picture("26 12:05", Picture.NOTICE),
            sets("canbo", "25 10:00", Status.WAITING_EMPLOYER),
            sets(
                "canbo",
                "20 16:00",
                Status.RESOLVED,
                "Công ty đã tính lại theo nội quy và trả bù 2/3 khoản thưởng vào kỳ lương này.",
            ),
            rates("19 20:10", Rating.GOOD),
        ),
    ),
    Story(
        "piece-rate",
        "BN-HOASEN",
        _WAGES,
        "zalo",
        (
            opens("24 20:30", "don gia ma hang moi thap qua, lam ca ngay ko du luong toi thieu"),
            takes("coso", "23 7:50"),
            replies(
                "coso",
                "23 8:10",
                "Chào bạn, Công đoàn cơ sở sẽ cùng phòng kỹ thuật bấm giờ lại mã hàng này. "
                "Dù đơn giá thế nào, lương tháng không được thấp hơn mức tối thiểu vùng.",
            ),
            notes("coso", "21 16:00", "Đã bấm giờ lại với tổ 5: định mức cũ cao hơn thực tế khoảng 18%."),
            sets("coso", "18 11:00", Status.RESOLVED, "Công ty đã điều chỉnh đơn giá mã hàng và bù phần thiếu."),
        ),
    ),
    Story(
        "allowance",
        "BN",
        _WAGES,
        "web",
        (
            opens(
                "22 21:10", "Cho em hỏi phụ cấp nặng nhọc độc hại bộ phận mạ điện có bắt buộc không, cty em không trả."
            ),
            takes("canbo", "21 9:40"),
            replies(
                "canbo",
                "21 10:05",
                "Chào bạn, nghề mạ điện có thể thuộc danh mục nghề nặng nhọc, độc hại. Bạn cho biết tên công ty "
                "để chúng tôi kiểm tra nhé.",
            ),
            sets("canbo", "21 10:06", Status.WAITING_WORKER),
            tells("20 19:30", "Em không muốn nói tên công ty, em chỉ muốn biết có đúng luật không thôi ạ."),
            sets(
                "canbo",
                "19 9:00",
                Status.RESOLVED,
                "Công ty phải bồi dưỡng bằng hiện vật và bảo đảm chế độ theo danh mục. Khi cần Công đoàn can thiệp, "
                "bạn cứ nhắn vào đây, chúng tôi giữ kín danh tính.",
            ),
            rates("19 20:00", Rating.GOOD),
        ),
    ),
    Story(
        "overtime-pay",
        "BN-SONGHONG",
        _WAGES,
        "zalo",
        (
            opens("17 18:50", "Làm thêm chủ nhật mà chỉ tính lương 150% có đúng không ạ? Cả chuyền em đều vậy."),
            works_at("17 18:52", "Điện tử Sông Hồng, xưởng 2"),
            sends_picture("17 18:55", Picture.PAYSLIP),
            takes("canbo", "16 8:30"),
            replies(
                "canbo",
                "16 9:00",
                "Chào bạn, làm thêm ngày nghỉ hằng tuần được trả ít nhất 200%. Chúng tôi đề nghị công ty giải trình.",
            ),
            sets("canbo", "16 9:05", Status.WAITING_EMPLOYER, "Công đoàn đang làm việc với công ty về cách tính này."),
            notes(
                "canbo", "11 14:00", "Công ty nhận sai do khai nhầm ca trên phần mềm chấm công. Sẽ truy trả 3 tháng."
            ),
            sets("canbo", "9 15:00", Status.RESOLVED, "Công ty sẽ trả bù chênh lệch 3 tháng vào kỳ lương tới."),
            rates("9 19:10", Rating.BAD),
            tells("9 19:14", "Em nghỉ việc cuối tháng này rồi, sợ kỳ lương tới không nhận được phần bù."),
            replies(
                "canbo",
                "8 8:40",
                "Chúng tôi đã đề nghị công ty trả phần bù của bạn cùng lần thanh toán khi nghỉ việc. "
                "Chúng tôi báo lại ngay khi có văn bản.",
            ),
            tags("canbo", "8 8:45", "tính lương sai"),
        ),
    ),
    Story(
        "collective-1",
        "BN-HOASEN",
        _WAGES,
        "zalo",
        (
            opens("6 18:20", "Công ty nợ lương hai tháng nay, chuyền nào cũng vậy. Hỏi thì bảo chờ."),
            works_at("6 18:22", "Công ty May Hoa Sen, chuyền 4"),
            sends_picture("6 18:25", Picture.PAYSLIP),
            joins("coso", "4 9:10", "wages-together", "collective-2", "collective-3", "collective-4"),
        ),
    ),
    Story(
        "collective-2",
        "BN-HOASEN",
        _WAGES,
        "zalo",
        (
            opens("6 20:05", "luong thang truoc chua co, tien nha tien hoc cua con em khong biet xoay dau"),
            works_at("6 20:07", "may hoa sen"),
        ),
    ),
    Story(
        "collective-3",
        "BN-HOASEN",
        _WAGES,
        "telegram",
        (
            opens("5 12:10", "Cả tổ em chưa nhận lương tháng 10, quản đốc nói cuối tháng mới có."),
            works_at("5 12:12", "Cty TNHH May Hoa Sen - tổ cắt"),
        ),
    ),
    Story(
        "collective-4",
        "BN-HOASEN",
        _WAGES,
        "web",
        (
            opens("5 19:45", "Chậm lương quá 1 tháng rồi, công ty có phải trả lãi cho người lao động không?"),
            works_at("5 19:46", "Công ty May Hoa Sen"),
        ),
    ),
    Story(
        "wages-together",
        "BN-HOASEN",
        _WAGES,
        "collective",
        (
            takes("coso", "4 9:15"),
            replies(
                "coso",
                "4 9:30",
                "Chào các bạn, Công đoàn đã làm việc với ban giám đốc về lương tháng 10 của toàn công ty. "
                "Không ai bị nêu tên. Chúng tôi báo kết quả cho tất cả các bạn ngay khi có.",
            ),
            sets("coso", "4 9:35", Status.WAITING_EMPLOYER),
            notes("coso", "2 15:00", "Công ty cam kết bằng văn bản trả trước ngày 10. Đề nghị tính lãi chậm trả."),
        ),
        CaseKind.COLLECTIVE,
    ),
    Story(
        "after-collective",
        "BN-HOASEN",
        _WAGES,
        "zalo",
        (
            opens("1 19:30", "Em ở chuyền 7 cũng chưa có lương, nghe nói mấy chuyền kia được Công đoàn hỏi rồi."),
            works_at("1 19:31", "Công ty May Hoa Sen, chuyền 7"),
        ),
    ),
    Story(
        "deduction",
        "BN",
        _WAGES,
        "zalo",
        (
            opens("8 20:15", "Em làm hỏng 1 cuộn vải bị trừ nửa tháng lương, không ai lập biên bản gì hết."),
            works_at("8 20:18", "Dệt Kinh Bắc"),
            leaves_contact("8 20:20", "Chị Hoa, 0900 000 111, gọi sau 19 giờ"),
            takes("canbo", "7 8:10"),
            replies(
                "canbo",
                "7 8:40",
                "Chào bạn, công ty chỉ được khấu trừ khi có xử lý bồi thường đúng thủ tục, và mỗi tháng không quá "
                "30% "
                "lương. Chúng tôi đang yêu cầu công ty giải trình.",
            ),
            sets("canbo", "7 8:45", Status.WAITING_EMPLOYER),
            notes("canbo", "3 10:00", "Công ty gửi bản tường trình không có chữ ký người lao động. Đề nghị bổ sung."),
            tags("canbo", "3 10:05", "trừ lương"),
        ),
    ),
    Story(
        "final-pay",
        "BN",
        _WAGES,
        "telegram",
        (
            opens("4 11:50", "Em nghỉ việc 20 ngày rồi mà công ty chưa chốt lương và trả sổ. Nhân sự không nghe máy."),
            works_at("4 11:53", "Công ty Cơ khí Tân Tiến"),
            gives("phutrach", "3 8:15", "canbo", "Anh Bình theo giúp, quá 14 ngày làm việc là công ty sai rồi."),
            replies(
                "canbo",
                "3 9:20",
                "Chào bạn, công ty phải thanh toán trong 14 ngày làm việc kể từ ngày nghỉ. Chúng tôi liên hệ công "
                "ty hôm nay.",
            ),
            tells("2 18:30", "Dạ em cảm ơn. Họ vừa gọi hẹn em thứ sáu lên ký, em có cần mang theo gì không ạ?"),
            tags("canbo", "2 9:00", "nghỉ việc"),
        ),
    ),
    Story(
        "holiday-pay",
        "BN-SONGHONG",
        _WAGES,
        "web",
        (
            opens("9 10:30", "Đi làm ngày lễ có được cộng thêm 300% không hay là 300% đã gồm lương ngày đó?"),
            takes("canbo", "8 10:00"),
            sets(
                "canbo",
                "8 10:20",
                Status.RESOLVED,
                "Làm ngày lễ được trả ít nhất 300%, chưa kể lương ngày lễ đối với người hưởng lương ngày.",
            ),
            rates("8 12:00", Rating.GOOD),
        ),
    ),
    Story(
        "minimum",
        "BN",
        _WAGES,
        "zalo",
        (
            opens("2 20:40", "Lương cơ bản của em 4 triệu 2, hình như thấp hơn lương tối thiểu vùng đúng ko ạ"),
            works_at("2 20:42", "xưởng gỗ Minh Long"),
            takes("canbo", "1 8:30"),
            weighs("canbo", "1 8:40", Severity.SERIOUS, "Trả thấp hơn lương tối thiểu, có thể cả xưởng."),
            replies(
                "canbo",
                "1 8:55",
                "Chào bạn, mức này thấp hơn lương tối thiểu vùng. Bạn giữ hợp đồng lao động giúp, chúng tôi sẽ kiểm "
                "tra "
                "tại xưởng mà không nêu tên bạn.",
            ),
            links("canbo", "1 9:00", "final-pay"),
        ),
    ),
)
