"""Support for all other packages, independent of meetings, vendors and the store."""
