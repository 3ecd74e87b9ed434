"""The Query fields, one file per subject."""
