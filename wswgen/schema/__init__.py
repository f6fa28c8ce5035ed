"""Stage 2, the schema half: trees to components as they were written, then every name resolved."""
