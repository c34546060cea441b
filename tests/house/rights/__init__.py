"""The rights table, by the parts of the house."""
