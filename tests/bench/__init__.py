"""Benchmarks: one figure per file, each beside a bare baseline in the same run (``make bench``)."""
