"""The process: its command line, how it listens, what it logs and how it ends."""
