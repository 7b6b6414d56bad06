"""Figures and lists: what was asked for, and the files that leave the house."""
