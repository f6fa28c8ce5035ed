"""Download a WSDL with all that it imports: the only part of wswgen that opens connections."""
