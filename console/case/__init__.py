"""What the page of one case shows besides the case itself."""
