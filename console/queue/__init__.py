"""The list of cases: its address, and the filters in force."""
