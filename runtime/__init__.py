"""What everything else runs on; it knows nothing of meetings, vendors or the store."""
