"""Keeping the data safe: backups, and putting them back."""
