"""The client of VSee Clinic: waiting rooms, queues, providers and visits."""
