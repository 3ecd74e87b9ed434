"""The HTTP libraries below the vendor port; only `vendors/http.py` may import them."""
