"""Who a worker is, what was agreed to, what is kept and until when."""
