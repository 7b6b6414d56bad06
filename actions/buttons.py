"""Buttons that many messages share."""

from __future__ import annotations

from actions.voice import Choice, choice

MENU = choice("Mục chính", "menu")
CANCEL = choice("Thôi", "cancel")
REPORT = choice("Phản ánh", "report_grievance")
NEW_REPORT = choice("Phản ánh mới", "report_grievance")
STATUS = choice("Phản ánh đã gửi", "check_status")
HUMAN = choice("Gặp cán bộ", "ask_human")
ASK_OFFICER = choice("Hỏi cán bộ", "ask_human")
JOIN = choice("Vào Công đoàn", "join_union")
IDEA = choice("Góp ý, sáng kiến", "propose_initiative")
ENTER_CODE = choice("Nhập mã", "enter_code")
CALCULATORS = choice("Tính tiền, ngày phép", "calculators")
REPORT_THIS = choice("Phản ánh việc này", "report_grievance", keep="yes")

MAIN_MENU: tuple[Choice, ...] = (REPORT, STATUS, CALCULATORS, HUMAN, JOIN, IDEA)


REMOVE_WAITING = choice("Xóa, không gửi", "remove_media")


def add_after_media(case_id: str) -> tuple[Choice, ...]:
    """As `add_more`; whoever has just sent a photo sends the next one without being asked, or wants it back."""
    remove = choice("Xóa tệp vừa gửi", "remove_media", case=case_id)
    tell, *others = add_more(case_id, just_given="add_photo")
    return (tell, remove, *others)


def add_more(case_id: str, just_given: str = "") -> tuple[Choice, ...]:
    """What may be added to a case just opened, without the command of what is there now (`just_given`)."""
    steps = (
        ("Kể thêm", "add_details"),
        ("Gửi ảnh", "add_photo"),
        ("Nơi làm việc", "add_workplace"),
        ("Để lại liên hệ", "add_contact"),
    )
    open_steps = (choice(title, command, case=case_id) for title, command in steps if command != just_given)
    return (*open_steps, choice("Xong", "finish_report"))


def resume(calculator: str, title: str = "Tính tiếp") -> Choice:
    """On with a calculation that something interrupted, at the question that was open."""
    return choice(title, "calculate", calculator=calculator, resume="yes")


def add_to_case(case_id: str) -> Choice:
    """What was just said or sent goes to this case."""
    return choice("Thêm vào phản ánh", "attach", case=case_id)
