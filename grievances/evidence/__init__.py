"""Evidence on its way in: what a file really is, made free of traces, and small enough to keep."""
