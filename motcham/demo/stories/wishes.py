"""What is no complaint: ideas, rumours, joining and founding a union, and talking to a person."""

from __future__ import annotations

from grievances.model import CaseKind, Category, Rating, Status
from motcham.demo.acts import (
    Story,
    asks_to_talk,
    hands_back,
    leaves_contact,
    notes,
    opens,
    rates,
    replies,
    says,
    sends_picture,
    sets,
    tags,
    takes,
    talks,
    tells,
    works_at,
)
from motcham.demo.pictures import Picture

_OTHER = Category.OTHER

STORIES = (
    Story(
        "kindergarten",
        "BN",
        _OTHER,
        "zalo",
        (
            opens(
                "25 20:40",
                "Em góp ý: Công đoàn vận động mở nhà trẻ trong khu công nghiệp, nhiều người phải gửi con về quê.",
            ),
            takes("canbo", "24 9:00"),
            replies(
                "canbo",
                "24 9:20",
                "Cảm ơn sáng kiến của bạn! Chúng tôi đưa vào chương trình làm việc với Ban quản lý khu.",
            ),
            sets(
                "canbo",
                "17 10:00",
                Status.RESOLVED,
                "Ban quản lý khu công nghiệp đã đồng ý bố trí đất. Công đoàn sẽ thông báo khi khởi công.",
            ),
            rates("16 19:00", Rating.GOOD),
            tags("canbo", "17 10:05", "nhà trẻ"),
        ),
        CaseKind.INITIATIVE,
    ),
    Story(
        "bus",
        "BN-HOASEN",
        _OTHER,
        "web",
        (
            opens("5 7:15", "Đề xuất công ty thêm một chuyến xe đưa đón lúc 21 giờ cho ca chiều về."),
            takes("coso", "5 8:30"),
            replies("coso", "5 8:50", "Ý hay quá bạn ơi. Công đoàn đang khảo sát số người đi để đề nghị công ty."),
        ),
        CaseKind.INITIATIVE,
    ),
    Story(
        "classes",
        "TLD",
        _OTHER,
        "web",
        (
            opens(
                "14 21:00", "Mong Tổng Liên đoàn mở lớp tin học buổi tối miễn phí cho công nhân các khu công nghiệp."
            ),
            takes("admin", "13 10:00"),
            replies("admin", "13 10:15", "Cảm ơn bạn. Chúng tôi đang hỏi ý kiến các tỉnh và sẽ trả lời bạn."),
        ),
        CaseKind.INITIATIVE,
    ),
    Story(
        "tet-bonus",
        "BN-HOASEN",
        _OTHER,
        "zalo",
        (
            opens("12 19:20", "Nghe nói năm nay công ty không thưởng Tết, có thật không Công đoàn ơi?"),
            sends_picture("12 19:22", Picture.NOTICE),
            takes("coso", "11 8:00"),
            notes("coso", "11 9:30", "Ban giám đốc xác nhận vẫn có thưởng, đang xây dựng mức."),
            sets(
                "coso",
                "10 9:00",
                Status.RESOLVED,
                "Tin này không đúng. Công ty vẫn thưởng Tết và công bố mức trước ngày 20 tháng Chạp.",
            ),
            rates("10 12:00", Rating.GOOD),
            tags("coso", "10 9:05", "thưởng Tết"),
        ),
        CaseKind.RUMOUR,
    ),
    Story(
        "moving-away",
        "BN",
        _OTHER,
        "telegram",
        (
            opens("4 22:10", "Trên nhóm công nhân lan tin nhà máy sắp chuyển đi tỉnh khác, ai cũng hoang mang."),
            works_at("4 22:12", "Công ty Cơ khí Tân Tiến"),
            takes("canbo", "3 8:50"),
            replies(
                "canbo",
                "3 9:00",
                "Chào bạn, chúng tôi đang xác minh với công ty và Ban quản lý khu. Có tin chúng tôi báo ngay.",
            ),
        ),
        CaseKind.RUMOUR,
    ),
    Story(
        "join",
        "BN",
        _OTHER,
        "zalo",
        (
            opens("21 12:00", "Em làm thời vụ được 3 tháng, muốn vào Công đoàn thì làm thế nào?"),
            takes("canbo", "20 9:30"),
            sets(
                "canbo",
                "20 10:00",
                Status.RESOLVED,
                "Làm thời vụ cũng có quyền vào Công đoàn. Chúng tôi đã gửi đơn mẫu và báo công đoàn nơi bạn làm.",
            ),
            rates("20 18:30", Rating.GOOD),
        ),
        CaseKind.JOIN_UNION,
    ),
    Story(
        "join-today",
        "BN",
        _OTHER,
        "web",
        (
            opens("150m", "Em mới vào làm 2 tuần ở khu Yên Phong, muốn tham gia Công đoàn ạ."),
            takes("canbo", "20m"),
        ),
        CaseKind.JOIN_UNION,
    ),
    Story(
        "found",
        "BN",
        _OTHER,
        "zalo",
        (
            opens("8 20:30", "Xưởng em 120 người chưa có Công đoàn, anh em muốn lập thì bắt đầu từ đâu?"),
            leaves_contact("8 20:33", "Anh Nam, 0900 000 444"),
            works_at("8 20:34", "Cơ khí Phú Thịnh"),
            takes("phutrach", "7 9:00"),
            replies(
                "phutrach",
                "7 9:30",
                "Chào bạn, từ 5 người trở lên là lập được công đoàn cơ sở. Chúng tôi sẽ cử cán bộ tới hướng dẫn "
                "ngoài giờ làm.",
            ),
            notes("phutrach", "4 16:00", "Đã gặp 8 người của ban vận động. Hẹn ra mắt đầu tháng sau."),
            tags("phutrach", "4 16:05", "thành lập mới"),
        ),
        CaseKind.FOUND_UNION,
    ),
    Story(
        "talked",
        "BN",
        _OTHER,
        "web",
        (
            opens("10 9:00", "Em muốn hỏi riêng cán bộ về chuyện đồng phục có thu tiền."),
            asks_to_talk("10 9:00"),
            talks("canbo", "10 9:02"),
            says("canbo", "10 9:03", "Chào bạn, mình là cán bộ Công đoàn. Công ty thu tiền đồng phục thế nào ạ?"),
            tells("10 9:04", "Thu 450 nghìn trừ thẳng vào lương tháng đầu ạ."),
            says(
                "canbo",
                "10 9:06",
                "Khoản trừ này phải có thỏa thuận của bạn. Mình sẽ hỏi công ty và nhắn bạn trong tuần.",
            ),
            tells("10 9:07", "Dạ em cảm ơn anh."),
            hands_back("canbo", "10 9:09", "Cảm ơn bạn. Khi cần bạn cứ nhắn vào đây nhé."),
            sets("canbo", "6 10:00", Status.RESOLVED, "Công ty đã hoàn lại 450.000 đồng tiền đồng phục cho bạn."),
            rates("6 12:10", Rating.GOOD),
        ),
        CaseKind.HUMAN_REQUEST,
    ),
    Story(
        "wants-to-talk",
        "BN",
        _OTHER,
        "web",
        (
            opens("2m", "Em có chuyện khó nói ở tổ, cho em nói chuyện với một chị cán bộ được không ạ?"),
            asks_to_talk("2m"),
        ),
        CaseKind.HUMAN_REQUEST,
    ),
)
