"""How whatever no vendor tells of by itself is followed: at which pace a vendor is asked, and for whom."""
