"""What a change of a contract means to those who call it and to those who serve it."""
