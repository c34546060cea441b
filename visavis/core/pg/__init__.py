"""The embedded PostgreSQL: a server of our own beside the data, when DATABASE_URL is not set.

`launcher` starts, attaches and stops it; `roles` prepares the logins, also on outside servers.
"""
