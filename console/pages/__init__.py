"""One module per area of pages; each has a `router` whose routes the application guards."""
