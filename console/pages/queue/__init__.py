"""The list of cases, and acts on many of them."""
