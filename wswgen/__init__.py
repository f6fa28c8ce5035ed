"""wswgen: typed Python services and clients from a WSDL."""

__version__ = "0.1.0"
