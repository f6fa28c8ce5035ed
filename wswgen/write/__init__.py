"""Stage 6: from texts to disk, all or nothing."""
