"""The client of VConnct: reusable meetings and their sessions."""
