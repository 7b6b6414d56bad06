"""Reports and lists of cases as files for office programs."""
