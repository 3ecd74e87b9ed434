"""Speaks to Telecomx FlexCare: video-chat rooms, their tablets and the commands sent to them."""
