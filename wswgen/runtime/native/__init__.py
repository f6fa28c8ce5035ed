"""The native backend: Microsoft's Windows Web Services, webservices.dll, through ctypes."""
