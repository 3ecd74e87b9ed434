"""Who sends a request: tokens are read, checked and made into principals."""
