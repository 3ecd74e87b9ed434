"""A stand-in for VSee Clinic's api_v3: waiting rooms, their providers and queues, and the visits beside them."""
