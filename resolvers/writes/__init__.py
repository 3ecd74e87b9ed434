"""Writes: recorded first, sent once, with a reliable outcome; one file per subject."""
