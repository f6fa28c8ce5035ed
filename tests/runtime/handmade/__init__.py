"""Packages as the generator would write them, written by hand."""
