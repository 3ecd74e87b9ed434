"""The process: command line, listening, logging and shutdown."""
