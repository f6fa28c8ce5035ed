"""Descriptions of a contract beyond text: one HTML page, graphs, and diagnostics as SARIF."""
