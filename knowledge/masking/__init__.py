"""What tells who somebody is, taken out of a message before it is kept for the trainers.

Rules and word lists, no model: they err towards hiding too much. A name without any sign around it ("Lan bị nợ lương")
is not found; docs/decisions/0008-masking.md says why that was preferred.
"""

from __future__ import annotations

import unicodedata

from knowledge.masking.digits import mask_digits
from knowledge.masking.marks import MARK
from knowledge.masking.names import mask_names

__all__ = ["MARK", "mask"]

# Invisible, unassigned and broken characters could stand between the digits of a number.
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# A mark is an end of a word where there was none before, so a second look may find more; a third hardly ever does.
_ROUNDS = 4


def mask(text: str) -> str:
    """The message with plain Vietnamese marks for names, numbers, addresses and companies. Masking twice is as once.

    Takes anything that is a string, in time that grows with its length only.
    """
    masked = _plain(text)
    for _ in range(_ROUNDS):
        before, masked = masked, mask_names(mask_digits(masked))
        if masked == before:
            break
    return masked


def _plain(text: str) -> str:
    """One way to write each character (full-width digits and letters in fancy fonts are common ones), single spaces."""
    written = unicodedata.normalize("NFKC", "".join(map(_visible, text)))
    return "\n".join(line for typed in written.split("\n") if (line := " ".join(typed.split())))


def _visible(mark: str) -> str:
    dropped = unicodedata.category(mark) in _DROPPED and mark not in "\n\t"
    return "" if dropped else mark
