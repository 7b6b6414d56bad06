"""Channels and the way of a message: inbox → turns → outbox. One folder per channel."""
