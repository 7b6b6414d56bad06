"""What a message says in figures and names: money, durations, dates, numbers, provinces, receipt codes."""
