"""Django's SQLite backend, made safe for connections that live longer than a request."""
