"""A small union to try everything with: units, an account of each role, and some weeks of its work."""
