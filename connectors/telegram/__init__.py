"""Telegram: one bot for private chats. python-telegram-bot parses and sends; our inbox is the queue."""

import os

# The library's own switch to the types of its next major version: RetryAfter.retry_after as a timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")
