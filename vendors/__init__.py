"""How each vendor is spoken to; one folder per vendor, the same files in each."""
