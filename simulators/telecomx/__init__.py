"""A stand-in for Telecomx FlexCare: tablets, video rooms and the commands between them."""
