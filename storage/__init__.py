"""Tables, migrations, encryption and the unit of work. Knows nothing of channels, Rasa or the web."""
