"""Stage 4: from a contract to every name and every piece of code that will be printed."""
