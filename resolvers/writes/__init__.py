"""How a mutation is carried out: recorded first, sent once, and told truthfully; one file per subject."""
