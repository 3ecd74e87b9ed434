"""Operations as plans: executed breadth-first, each field for all its objects at once."""
