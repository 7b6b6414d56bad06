"""All tables, by room. Import from here so that the metadata is complete."""

from storage.tables.audit import AuditCheck
from storage.tables.base import Base, UtcDateTime
from storage.tables.cases import CaseAlarm, CaseEntry, CaseRecord, Mailbox, MediaItem, UnionUnit
from storage.tables.channels import (
    ButtonToken,
    ChannelAccount,
    Conversation,
    InboxItem,
    OutboxItem,
    QuarantinedBody,
    SentMessage,
    WebMessage,
    ZaloToken,
)
from storage.tables.collective import (
    CaseLink,
    CaseMerge,
    CaseTag,
    Collective,
    CollectiveMember,
    ReplyTemplate,
    Workplace,
    WorkplaceAlias,
)
from storage.tables.handling import CaseExclusion, CaseUnit, OfficerAlert, StaffAddress
from storage.tables.keys import RetiredIndexKey
from storage.tables.knowledge import AnswerRating, HeardMessage
from storage.tables.live import LiveChat
from storage.tables.privacy import CaseHold, ConsentEvent, IdentityRequest
from storage.tables.queue import BulkAct, BulkItem, CaseSearch, CaseWord, SavedView
from storage.tables.shared import HandledAction, ThrottleBucket
from storage.tables.staff import AuditEvent, Staff, StaffInvitation, StaffRecoveryCode, StaffSession

__all__ = [
    "AnswerRating",
    "AuditCheck",
    "AuditEvent",
    "Base",
    "BulkAct",
    "BulkItem",
    "ButtonToken",
    "CaseAlarm",
    "CaseEntry",
    "CaseExclusion",
    "CaseHold",
    "CaseLink",
    "CaseMerge",
    "CaseRecord",
    "CaseSearch",
    "CaseTag",
    "CaseUnit",
    "CaseWord",
    "ChannelAccount",
    "Collective",
    "CollectiveMember",
    "ConsentEvent",
    "Conversation",
    "HandledAction",
    "HeardMessage",
    "IdentityRequest",
    "InboxItem",
    "LiveChat",
    "Mailbox",
    "MediaItem",
    "OfficerAlert",
    "OutboxItem",
    "QuarantinedBody",
    "ReplyTemplate",
    "RetiredIndexKey",
    "SavedView",
    "SentMessage",
    "Staff",
    "StaffAddress",
    "StaffInvitation",
    "StaffRecoveryCode",
    "StaffSession",
    "ThrottleBucket",
    "UnionUnit",
    "UtcDateTime",
    "WebMessage",
    "Workplace",
    "WorkplaceAlias",
    "ZaloToken",
]
