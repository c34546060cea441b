"""The table of inputs, by the parts of the house."""
