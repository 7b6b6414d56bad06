"""The web pages of union staff: sign-in, cases, replies, audit. Every page works without JavaScript."""
