"""What kind of danger a cry for help is about, by its words. A number too many is harmless, so the signs are broad."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from actions.turn import Said
from actions.words import fold
from grievances.model import Category


class Danger(StrEnum):
    """In the order in which the numbers to call are shown."""

    VIOLENCE = "violence"
    RESCUE = "rescue"  # fire, gas, people who are trapped
    INJURY = "injury"
    CHILD = "child"  # and trafficking: one number is for both
    SELF_HARM = "self_harm"


# Folded. "Đánh", "chém" and "nhốt" leave little doubt when somebody cries for help; "chạy", "sắp" and "chọn" look like
# "cháy", "sập" and "chôn" without their marks, so these need a word beside them.
_SIGNS: Mapping[Danger, str] = {
    Danger.VIOLENCE: (
        "danh, dam em, dam toi, dam chet, doa dam, chem, con dao, cam dao, dao dam, sung, giet, de doa, nhot, "
        "giu lai, giu nguoi, giu em, giu toi, giu tui, giam giu, bi giam, giam long, khoa cua, khong cho ra, "
        "khong cho ve, hiep, quay roi, sam so, so soang, cuop, bat coc, hanh hung, bao hanh, bao luc, cuong buc, "
        "tra tan, bop co, ruot, chan duong, bi chan, dang chan, doi no, xa hoi den, con do, keo em, keo toi, "
        "dap toi, dap em, dap tui, 113, cong an, bi giu, xam hai, ban dam, dap cua, bao vay, ma tau, hoi cay, "
        "chich dien, chuoc, mua ban nguoi, buon nguoi, ban qua, ban sang, lua ban, campuchia, cam pu chia, "
        "lam nhuc, chat tay, bi xich, hanh ha, bi dam, dam nhau, cham lua, dot xe"
    ),
    Danger.RESCUE: (
        "dang chay, chay roi, chay xuong, chay nha, chay kho, chay lon, chay no, chay phong, chay dien, "
        "chay cong ty, bi chay, boc chay, co chay, dam chay, hoa hoan, ngon lua, lua chay, khoi den, khoi mu, "
        "nhieu khoi, phat no, vu no, no lon, no noi hoi, no lo hoi, no binh, no khi, gas, ga ro, xi ga, khi doc, "
        "ro ri, hoa chat do, do hoa chat, tran hoa chat, mac ket, bi ket, ket trong, ket ben, ket thang, ket o, "
        "ket duoi, sap gian, sap tuong, sap nha, sap ham, sap mai, sap xuong, bi sap, do sap, bi chon, chon vui, "
        "vui lap, bi vui, lo dat, dat lo, lu cuon, duoi nuoc, chet duoi, ngap nuoc, roi xuong gieng, cuu ho, 114, "
        "chay r, chay ky tuc xa, chay may, chay ktx, khoi lua, lua boc, lua lan, khoi nhieu, khoi qua, sac khoi, "
        "sap no, no roi, no tung, thang may roi, thang may rot, ho ga, be phot, ngop, amoniac, khi la, ket tren, "
        "sat lo, dat sut, mai sap, lat xe, lat xuong, chay khong kip, do xang, "
        "cham lua, dot xe, dot nha, dot xuong"
    ),
    Danger.INJURY: (
        "tai nan, cap cuu, may cuon, cuon tay, dap tay, may dap, dut tay, dut ngon, dut lia, dut ban tay, "
        "gay tay, gay chan, mau, bat tinh, ngat, xiu, hon me, dien giat, giat dien, te ngan, bi te, te gian, "
        "te lau, te xuong, bi nga, nga gian, nga xuong, nga tu, roi tu, rot tu, bi bong, bong nang, ngo doc, "
        "oi mua, kho tho, ngung tho, co giat, dot quy, bi thuong, chan thuong, tong xe, xe tong, can trung, "
        "bi de, sap de, vang vao mat, vang vo mat, sinh non, dau nguc, dau bung, hoa chat, 115, tnld, bi kep, "
        "kep tay, bi cuon, cuon vao, cuon vo, bat dong, nguy kich, bi phong, axit, a xit, dong kinh, ngung tim, "
        "khong tho, say nang, chet, nam im, trung nguoi, can nguoi, can chan, de nguoi, vo oi, bong nuoc, "
        "bong lua, tim tai, moi tim, guc, gay co, sui bot, dap nat, te tu, te ham"
    ),
    Danger.CHILD: (
        "tre em, chau be, em be, be gai, be trai, dua be, dua nho, tre con, con toi, con em, con nho, duoi 16, "
        "mua ban nguoi, buon nguoi, ban qua, ban sang, lua ban, campuchia, cam pu chia, 111"
    ),
    Danger.SELF_HARM: (
        "tu tu, tu sat, tu hai, ket lieu, quyen sinh, muon chet, doi chet, tim cai chet, chet cho xong, "
        "chet cho roi, chet quach, khong muon song, ko muon song, k muon song, hong muon song, het muon song, "
        "khong thiet song, chan song, song khong noi, nhay lau, nhay cau, cat co tay, rach co tay, "
        "uong thuoc sau, uong thuoc tru sau, uong thuoc diet, treo co, muon bien mat, tu thieu, doi nhay, "
        "nhay xuong la, thuoc ngu, vinh biet, tuyet menh, ket thuc tat ca, khong con muon, song lam gi, chet di, "
        "giai thoat, ngu luon, bien mat khoi, dai dot, khong ai can, chai thuoc, nuot thuoc, nam thuoc, "
        "dung tim em, xin loi cha me"
    ),
}
_LIKELY = 0.5
_AGE = re.compile(r"\b(?:[1-9]|1[0-7]) tuoi\b")
_SLOWLY = re.compile(r"từ\s+từ")  # without marks it reads as "tự tử"

_CATEGORIES: Mapping[Danger, Category] = {
    Danger.VIOLENCE: Category.HARASSMENT,
    Danger.RESCUE: Category.SAFETY,
    Danger.INJURY: Category.SAFETY,
}


def dangers_in(text: str) -> tuple[Danger, ...]:
    """What the words tell of; nothing when they do not tell."""
    folded = fold(_SLOWLY.sub(" ", unicodedata.normalize("NFC", text.lower())))
    padded = f" {folded} "
    found = {danger for danger, signs in _SIGNS.items() if any(f" {sign} " in padded for sign in signs.split(", "))}
    if _AGE.search(folded):
        found.add(Danger.CHILD)
    return tuple(danger for danger in Danger if danger in found)


def dangers_of(said: Said) -> tuple[Danger, ...]:
    """What a message tells of; that somebody may not want to live any more is heard without any telling word, too."""
    found = dangers_in(said.text)
    return (*found, Danger.SELF_HARM) if said.self_harm >= _LIKELY and Danger.SELF_HARM not in found else found


def category_of(dangers: tuple[Danger, ...]) -> Category:
    """For the officers' list: violence before an accident, since who is hurt may have been hit."""
    if Danger.SELF_HARM in dangers:
        return Category.OTHER
    return next((_CATEGORIES[danger] for danger in _CATEGORIES if danger in dangers), Category.OTHER)
