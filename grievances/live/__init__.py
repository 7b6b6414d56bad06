"""Live hand-over: an officer talks with a worker where the bot did, about one case."""
