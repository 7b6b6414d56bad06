"""Working days, deadlines, and what happens when one passes."""
