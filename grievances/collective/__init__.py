"""Workplaces, and complaints of many from one of them."""
