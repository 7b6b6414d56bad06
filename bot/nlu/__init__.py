"""Understanding Vietnamese as workers type it."""
