"""What the Rasa side promises."""
