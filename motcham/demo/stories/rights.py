"""Insurance, dismissal, harassment: what needs care, and what the union does not take on."""

from __future__ import annotations

from grievances.model import Category, Rating, Status
from motcham.demo.acts import (
    Story,
    asks_identity,
    grants_identity,
    leaves_contact,
    moves,
    notes,
    opens,
    rates,
    replies,
    sees_contact,
    sends_picture,
    sets,
    tags,
    takes,
    tells,
    withdraws,
    works_at,
)
from motcham.demo.pictures import Picture

STORIES = (
    Story(
        "insurance-gap",
        "BN",
        Category.INSURANCE,
        "zalo",
        (
            opens("26 20:20", "Em tra trên VssID thấy thiếu 4 tháng bảo hiểm mà lương tháng nào cũng trừ."),
            sends_picture("26 20:25", Picture.PAYSLIP),
            works_at("26 20:26", "Công ty Bao bì Đại Phát"),
            leaves_contact("26 20:28", "0900 000 222 (Zalo)"),
            takes("canbo", "25 8:40"),
            asks_identity(
                "canbo", "25 9:00", "Cần mã số bảo hiểm của bạn ấy để đối chiếu với cơ quan bảo hiểm xã hội."
            ),
            grants_identity("danhtinh", "25 10:30", "Đúng việc, chỉ dùng để đối chiếu."),
            sees_contact("canbo", "25 10:40"),
            sets("canbo", "25 11:00", Status.WAITING_EMPLOYER, "Công đoàn đã đề nghị công ty nộp bù."),
            sets("canbo", "14 10:00", Status.RESOLVED, "Công ty đã nộp đủ 4 tháng, bạn xem lại trên VssID nhé."),
            rates("13 19:00", Rating.GOOD),
            tags("canbo", "14 10:05", "nợ bảo hiểm"),
        ),
    ),
    Story(
        "maternity",
        "BN-HOASEN",
        Category.INSURANCE,
        "zalo",
        (
            opens("18 10:50", "Em nghỉ sinh 2 tháng rồi chưa nhận được tiền thai sản."),
            takes("coso", "17 8:00"),
            replies("coso", "17 8:30", "Chúc mừng bạn! Mình hỏi phòng bảo hiểm và báo lại bạn trong hôm nay nhé."),
            sets(
                "coso", "14 15:00", Status.RESOLVED, "Hồ sơ thiếu giấy chứng sinh, đã bổ sung. Tiền về trong tuần sau."
            ),
            rates("9 9:30", Rating.GOOD),
        ),
    ),
    Story(
        "insurance-many",
        "BN",
        Category.INSURANCE,
        "telegram",
        (
            opens(
                "15 19:10",
                "Tập đoàn em có nhà máy ở 5 tỉnh, tỉnh nào cũng nợ bảo hiểm xã hội. Báo ở đâu cho dứt điểm ạ?",
            ),
            works_at("15 19:14", "Tập đoàn Nhựa Đông Á"),
            moves("phutrach", "13 9:00", "TLD", "Nợ ở nhiều tỉnh, đề nghị cấp trên chủ trì làm việc với tập đoàn."),
            takes("admin", "12 8:30"),
            replies("admin", "12 9:00", "Tổng Liên đoàn đã nhận việc này và đang lấy số liệu từ các tỉnh."),
            notes("admin", "7 15:00", "Còn thiếu số liệu của hai tỉnh."),
            tags("admin", "12 9:05", "nợ bảo hiểm"),
        ),
    ),
    Story(
        "sick-leave",
        "BN-SONGHONG",
        Category.INSURANCE,
        "web",
        (
            opens("5 8:30", "Nghỉ ốm có giấy bệnh viện mà công ty không làm chế độ ốm đau cho em."),
            takes("canbo", "5 10:00"),
            replies(
                "canbo",
                "5 10:20",
                "Chào bạn, bạn nộp giấy chưa quá 45 ngày thì công ty phải làm hồ sơ. Bạn nộp ngày nào?",
            ),
            sets("canbo", "5 10:21", Status.WAITING_WORKER),
        ),
    ),
    Story(
        "dismissed-pregnant",
        "BN",
        Category.DISMISSAL,
        "zalo",
        (
            opens("23 9:15", "Em đang mang bầu 5 tháng thì công ty không ký tiếp hợp đồng, có đúng luật không ạ?"),
            takes("canbo", "23 9:40"),
            replies(
                "canbo",
                "23 10:10",
                "Chào bạn, lao động nữ mang thai được ưu tiên giao kết hợp đồng mới. Chúng tôi mời công ty làm việc "
                "ngay.",
            ),
            sets("canbo", "23 10:15", Status.WAITING_EMPLOYER),
            sets("canbo", "18 15:00", Status.RESOLVED, "Công ty đã ký hợp đồng mới với bạn, thời hạn 24 tháng."),
            rates("18 20:00", Rating.GOOD),
        ),
    ),
    Story(
        "disciplined",
        "BN-SONGHONG",
        Category.DISMISSAL,
        "zalo",
        (
            opens("2 17:20", "Công ty dọa sa thải vì em nghỉ 2 ngày chăm mẹ nằm viện, có nhắn tin xin phép tổ trưởng."),
            works_at("2 17:22", "Điện tử Sông Hồng"),
            leaves_contact("2 17:25", "0900 000 333"),
            takes("canbo", "1 8:15"),
            asks_identity("canbo", "1 9:10", "Cần gặp bạn ấy trước buổi họp xử lý kỷ luật sáng thứ sáu."),
            notes("canbo", "1 10:00", "Chưa đủ căn cứ sa thải: chưa nghỉ 5 ngày cộng dồn. Công đoàn cử người dự họp."),
            replies(
                "canbo",
                "1 10:15",
                "Bạn yên tâm, công ty không thể sa thải với lý do này. Công đoàn sẽ dự họp cùng bạn.",
            ),
        ),
    ),
    Story(
        "resigned",
        "BN",
        Category.DISMISSAL,
        "web",
        (
            opens("20 15:00", "Tôi tự nghỉ không báo trước giờ muốn Công đoàn đòi trợ cấp thôi việc giúp."),
            takes("canbo", "19 8:30"),
            sets(
                "canbo",
                "19 9:15",
                Status.REJECTED,
                "Tự ý nghỉ không báo trước thì không có trợ cấp thôi việc, nên Công đoàn không thể yêu cầu công ty "
                "trả. "
                "Bạn vẫn được trả lương những ngày đã làm và chốt sổ bảo hiểm; nếu thiếu, bạn nhắn lại nhé.",
            ),
        ),
    ),
    Story(
        "insults",
        "BN",
        Category.HARASSMENT,
        "zalo",
        (
            opens(
                "3 21:30", "Chuyền trưởng chửi mắng, xúc phạm chị em trong chuyền hằng ngày, có người khóc nghỉ việc."
            ),
            works_at("3 21:33", "Giày Ngọc Bích, chuyền 9"),
            takes("canbo", "2 8:00"),
            replies(
                "canbo",
                "2 8:30",
                "Cảm ơn bạn đã lên tiếng. Danh tính của bạn được giữ kín. Chúng tôi sẽ gặp riêng ban giám đốc tuần "
                "này.",
            ),
            sets(
                "canbo",
                "1 9:00",
                Status.WAITING_EMPLOYER,
                "Công đoàn đã đề nghị công ty xác minh và tạm thay chuyền trưởng.",
            ),
            tags("canbo", "1 9:05", "xúc phạm"),
        ),
    ),
    Story(
        "named",
        "BN-HOASEN",
        Category.HARASSMENT,
        "zalo",
        (opens("45m", "Chị Phạm Thị Thảo bên Công đoàn công ty bênh quản đốc, em phản ánh gì quản đốc cũng biết."),),
    ),
    Story(
        "taken-back",
        "BN-HOASEN",
        Category.OTHER,
        "telegram",
        (
            opens("16 9:00", "Máy chấm công vân tay hay lỗi, bị tính đi muộn oan."),
            takes("coso", "16 10:00"),
            tells("15 8:00", "Em hỏi lại thì tổ trưởng sửa công cho em rồi ạ."),
            withdraws("15 8:05"),
        ),
    ),
    Story(
        "neighbours",
        "BN",
        Category.OTHER,
        "zalo",
        (
            opens("9 20:00", "Chủ nhà trọ tăng giá điện lên 4.000 đồng một số, Công đoàn can thiệp giúp em."),
            takes("canbo", "8 11:00"),
            sets(
                "canbo",
                "8 11:20",
                Status.REFERRED,
                "Giá điện nhà trọ do công ty điện lực và UBND phường xử lý. Chúng tôi đã chuyển tới UBND phường; "
                "bạn cũng có thể gọi tổng đài điện lực.",
            ),
        ),
    ),
    Story(
        "loan",
        "BN-SONGHONG",
        Category.OTHER,
        "zalo",
        (
            opens("7 20:30", "Em vay tiền trên ứng dụng bị gọi điện dọa, Công đoàn trả nợ giúp em được không?"),
            takes("canbo", "6 8:40"),
            sets(
                "canbo",
                "6 9:00",
                Status.REJECTED,
                "Công đoàn không trả nợ thay được. Bị đe dọa, bạn lưu lại tin nhắn và báo công an phường. "
                "Khó khăn quá, bạn nhắn lại để chúng tôi xét trợ cấp và vay vốn của Công đoàn.",
            ),
        ),
    ),
    Story(
        "parking",
        "BN-SONGHONG",
        Category.OTHER,
        "web",
        (opens("1 17:50", "Nhà xe công ty dột, xe điện của anh em hay bị ướt hỏng sạc."),),
    ),
)
