"""The case: intake, receipt, timeline, replies, and who may see it. No web, no channel, no Rasa in here."""
