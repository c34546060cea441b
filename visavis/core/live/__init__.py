"""Live pages: a topic says what changed, never the data; the page asks again."""
