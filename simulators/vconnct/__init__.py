"""Stand-in for VConnct's Client API v1: meetings, their sessions, attendance and recordings."""
