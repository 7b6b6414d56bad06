"""What an officer may see of the cases, and finding, sorting and changing many of them."""
