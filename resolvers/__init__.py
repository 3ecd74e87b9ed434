"""How a field gets its value: functions that take and return models."""
