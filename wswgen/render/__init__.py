"""Stage 5: from a plan to the text of every file, in black's style."""
