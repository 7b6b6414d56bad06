"""Seeing what happens: figures over the cases that somebody may read, none of which points at a few persons."""
