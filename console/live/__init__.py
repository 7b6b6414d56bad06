"""What happens while a page is open: signals that something changed, and conversations with workers."""
