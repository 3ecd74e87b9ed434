"""Resolvers: functions that get the value of a field. They take and return models."""
