"""Stage 2, the WSDL half: WSDL 1.1 documents to definitions as they were written."""
