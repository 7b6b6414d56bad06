"""What is said to somebody in danger: the numbers to call first, in as few words as can be.

The numbers and what to do at once are those of the topics `hotlines`, `accident_steps`, `forced_labour_abuse` and
`refuse_dangerous_work`; nothing else is promised or advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.danger import Danger

_CALL = "Nguy hiểm thì gọi ngay:"
_CALL_IF = "Nếu đang nguy hiểm, bạn gọi ngay:"
_NUMBERS: Mapping[Danger, str] = {
    Danger.VIOLENCE: "• 113: công an",
    Danger.RESCUE: "• 114: cháy nổ, cứu hộ",
    Danger.INJURY: "• 115: cấp cứu",
    Danger.CHILD: "• 111: bảo vệ trẻ em, chống mua bán người",
}
_AT_ONCE: Mapping[Danger, str] = {
    Danger.RESCUE: "Bạn rời ra chỗ an toàn trước.",
    Danger.INJURY: "Có người bị thương: sơ cứu, báo ngay người phụ trách.",
    Danger.VIOLENCE: "Thoát ra được, bạn đến công an gần nhất.",
    Danger.SELF_HARM: "Bạn không muốn sống nữa: đừng ở một mình, tìm ngay người mình tin.",
}
_A_MACHINE = "Mình là trợ lý tự động, không thay được công an, cấp cứu."

# To somebody who may take their life, or who fears for another: a person first, the union last.
_YOU_ARE_NOT_ALONE = (
    "Mình nghe bạn đây. Chuyện này nặng nề lắm, và bạn không phải chịu một mình.\n\n"
    "Đã uống thuốc, bị thương, hay sợ không dừng lại được: gọi ngay 115 (cấp cứu).\n"
    "Lúc này bạn ở cạnh hoặc gọi một người mình tin: người nhà, bạn cùng phòng, đồng nghiệp. "
    "Lo cho người khác thì bạn ở lại bên họ."
)
_SOMEBODY_READS = (
    "Mình đã nhờ cán bộ Công đoàn, là người thật, đọc tin của bạn và trả lời tại đây. "
    "Tên bạn không được ghi. Bạn cứ kể thêm cho nhẹ lòng."
)
_READ_AGAIN = "\nMuốn xem lại sau này, bạn dùng mã {receipt} (chỉ hiện một lần)."

_TOLD = (
    "Mình đã báo cho cán bộ Công đoàn (mã {receipt}){along}, không ghi tên bạn. Đừng chờ trả lời: cứ gọi số trên trước."
)
_KEEP_CODE = "\nMã chỉ hiện một lần, khi nào yên bạn chép lại. Bạn cho biết đang ở đâu để được giúp nhanh hơn:"
_TOLD_MORE = (
    "Mình đã báo thêm cho cán bộ Công đoàn, vào tin khẩn cấp bạn vừa gửi. Đừng chờ trả lời: cứ gọi số trên trước."
)
_ALONG = ", kèm lời bạn viết"
_NOT_TOLD = "Lúc này mình chưa báo được cho cán bộ Công đoàn. Bạn gọi số trên, hoặc nhờ người bên cạnh giúp nhé."
_SHALL_I = "Bạn chạm «Báo cán bộ ngay» để mình báo Công đoàn, kèm lời bạn viết, không ghi tên bạn."


def told(dangers: Sequence[Danger], receipt: str, with_words: bool) -> str:
    """The officers know; `receipt` is empty when it went to an emergency that is open already."""
    if Danger.SELF_HARM in dangers:
        code = _READ_AGAIN.format(receipt=receipt) if receipt else ""
        return f"{help_first(dangers)}\n\n{_SOMEBODY_READS}{code}"
    news = _TOLD.format(receipt=receipt, along=_ALONG if with_words else "") + _KEEP_CODE if receipt else _TOLD_MORE
    return f"{help_first(dangers)}\n\n{news}"


def not_told(dangers: Sequence[Danger]) -> str:
    return f"{help_first(dangers)}\n\n{_NOT_TOLD}"


def shall_i_tell(dangers: Sequence[Danger]) -> str:
    """It may be an emergency: the numbers at once, the officers with one tap."""
    return f"{help_first(dangers)}\n\n{_SHALL_I}"


def help_first(dangers: Sequence[Danger]) -> str:
    """Whom to call; all of them when it is not clear what happened."""
    if Danger.SELF_HARM in dangers:
        others = _numbers([danger for danger in dangers if danger is not Danger.INJURY])  # 115 is named already
        return "\n".join([_YOU_ARE_NOT_ALONE, *(["", _CALL, *others] if others else [])])
    shown = dangers or tuple(Danger)
    at_once = [_AT_ONCE[danger] for danger in shown if danger in _AT_ONCE]
    return "\n".join([_CALL if dangers else _CALL_IF, *_numbers(shown), "", *at_once, _A_MACHINE])


def _numbers(dangers: Sequence[Danger]) -> list[str]:
    return [_NUMBERS[danger] for danger in dangers if danger in _NUMBERS]
