"""Stage 1: files to trees. Follows imports on disk, never a network, and refuses every DTD."""
