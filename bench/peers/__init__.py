"""The comparison with gateways that were written by hand for other servers, over the same vendors."""
