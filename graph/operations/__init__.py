"""What is done with a request: prepared, executed, answered."""
