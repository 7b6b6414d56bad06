"""Emergencies that ring, and news to officers outside the console."""
