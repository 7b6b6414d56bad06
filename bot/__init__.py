"""The Rasa side of Một Chạm: understanding, dialogue, gateway channel, tracker store."""
