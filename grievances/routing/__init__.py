"""Which unit and whom a case goes to, and whom never."""
