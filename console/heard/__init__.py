"""What the bot did not understand, for trainers."""
