"""A PostgreSQL server for the tests, and the whole suite on it (make test-postgres)."""
