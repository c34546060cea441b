"""Django's PostgreSQL engine with a cheaper question to a connection that is used again."""
