"""What every page needs: who may open it, what a form sent, how it looks, what things are called."""
