"""The web chat: a page on a cheap phone, whose "platform" is a table of our own."""
