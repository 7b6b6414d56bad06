"""Who somebody is: accounts, sign-in, sessions, the second factor, invitations. Knows no page."""
