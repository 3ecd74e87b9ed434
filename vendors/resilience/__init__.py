"""Protection of every vendor account: circuit breaker, bulkhead, rate limit, backoff and stale answers."""
