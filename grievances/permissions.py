"""Who may do what, in one table. A role gives permissions; the unit of a person bounds where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grievances.model import Role


class Permission(StrEnum):
    CASE_READ = "case_read"
    CASE_HANDLE = "case_handle"  # answer, note, decide, tag, link, take over a chat
    CASE_ASSIGN = "case_assign"  # to others and to other units; who takes a case for oneself needs only CASE_HANDLE
    CASE_EXPORT = "case_export"
    CASE_HOLD = "case_hold"  # keep the words beyond their time, for a court
    IDENTITY_ASK = "identity_ask"  # ask, with a reason, who the worker is
    IDENTITY_DECIDE = "identity_decide"  # say yes or no to that
    ALERTED = "alerted"  # be called by e-mail or Telegram when something waits
    TEMPLATE_EDIT = "template_edit"
    REPORT_READ = "report_read"
    REPORT_EXPORT = "report_export"
    TRAIN = "train"
    ANSWER_APPROVE = "answer_approve"
    STAFF_MANAGE = "staff_manage"
    FACTOR_RESET = "factor_reset"  # take a lost second factor off somebody's account
    AUDIT_READ = "audit_read"


_P = Permission
_DESK = frozenset({_P.CASE_READ, _P.CASE_HANDLE, _P.IDENTITY_ASK, _P.REPORT_READ, _P.ALERTED})
_HEAD = _DESK | {
    _P.CASE_ASSIGN,
    _P.CASE_EXPORT,
    _P.CASE_HOLD,
    _P.TEMPLATE_EDIT,
    _P.REPORT_EXPORT,
    _P.AUDIT_READ,
    _P.FACTOR_RESET,
}

# Nobody both asks for an identity and decides about it, not even the admin.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: _HEAD | {_P.TRAIN, _P.ANSWER_APPROVE, _P.STAFF_MANAGE},
    Role.SUPERVISOR: _HEAD,
    Role.OFFICER: _DESK,
    Role.TRAINER: frozenset({_P.TRAIN}),
    Role.APPROVER: frozenset({_P.TRAIN, _P.ANSWER_APPROVE}),
    Role.CUSTODIAN: frozenset({_P.IDENTITY_DECIDE, _P.ALERTED}),
    Role.VIEWER: frozenset({_P.CASE_READ, _P.REPORT_READ}),
}

# Who reads what workers wrote, or guards who they are, proves a second factor at every sign-in.
_GUARDED = frozenset({_P.CASE_READ, _P.IDENTITY_DECIDE, _P.STAFF_MANAGE})


def may(role: Role, permission: Permission) -> bool:
    return permission in PERMISSIONS[role]


def needs_second_factor(role: Role) -> bool:
    return not _GUARDED.isdisjoint(PERMISSIONS[role])


def roles_that_may(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, given in PERMISSIONS.items() if permission in given)
