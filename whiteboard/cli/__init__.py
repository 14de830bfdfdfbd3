"""The command line: the same use cases as the screens, for terminals and build machines."""
