"""The web pages of union staff: sign-in, cases, replies, audit. Every page works without JavaScript.

`pages/` holds what answers an address. Beside it one package for each subject, and `web/` for what every page needs.
"""
