"""How well the trained model understands: message files with the answers expected, counted and shown."""
