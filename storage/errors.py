"""The errors that the application raises on purpose.

AppError
├─ BackupFault       a backup cannot be made, read or put back; the message is Vietnamese, for the operator
├─ Conflict          somebody else changed the row first (optimistic lock)
├─ NotFound          no such thing, or not for this person: the two look the same on purpose
│  └─ FailedTry      a wrong guess at a secret; Database.transaction() commits so that the guess counts
├─ RuleViolation     an act that the rules of the case refuse; the message is Vietnamese, for the user
└─ SealBroken        a ciphertext that no key opens

ConfigError is outside of the tree so that no handler swallows it.
"""


class AppError(Exception):
    """Base of everything raised on purpose."""


class BackupFault(AppError):
    """Không sao lưu hoặc khôi phục được; tham số đầu nói vì sao."""


class Conflict(AppError):
    """Người khác vừa sửa trước bạn. Tải lại trang để xem bản mới nhất."""


class NotFound(AppError):
    """Không tìm thấy."""


class FailedTry(NotFound):
    """Không tìm thấy."""


class RuleViolation(AppError):
    """Một thao tác trái quy tắc; lời nhắn cho người dùng là tham số đầu."""


class SealBroken(AppError):
    """A sealed value cannot be opened with the keys at hand."""


class ConfigError(Exception):
    """The settings are wrong or missing; the message says which and what to do."""
