"""The client of Telecomx FlexCare: rooms, tablets and their commands."""
