"""Zalo Official Accounts: webhook in, consultation messages out, tokens kept alive in between."""
