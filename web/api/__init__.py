"""The HTTP API: the same answers as on the command line, for programs."""
