"""What clients see: types, roots, mutations and inputs, each declared and without logic."""
