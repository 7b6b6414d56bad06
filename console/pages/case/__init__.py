"""One case: reading it, and each thing that is done with it."""
