"""Telecomx' access levels, and the groups of them that its pages admit to a call."""

ANYBODY = frozenset({"PERSONAL", "VIEWER", "MANAGER", "OWNER", "RESELLER", "RESELLER_ADMIN", "ADMIN"})
STAFF = ANYBODY - {"PERSONAL"}
MANAGERS = STAFF - {"VIEWER"}
RESELLERS = frozenset({"RESELLER", "RESELLER_ADMIN", "ADMIN"})
SENIOR = RESELLERS - {"RESELLER"}
