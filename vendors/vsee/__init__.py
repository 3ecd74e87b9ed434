"""Speaks to VSee Clinic: waiting rooms with their queues and providers, and the visits that patients make there."""
