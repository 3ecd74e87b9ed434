"""The connections of clients: what is refused before the application sees it, and how long and how many may stay."""
