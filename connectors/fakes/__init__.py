"""Stand-ins for the platforms, as strict as the real ones; used by the tests and by `motcham demo`."""
