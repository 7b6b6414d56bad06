"""What the bot knows: answers, the register of legal documents, dated parameters."""
