"""EnableX UCaaS v1, spoken to in our models."""
