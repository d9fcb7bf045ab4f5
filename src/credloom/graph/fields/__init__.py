"""Batch functions behind the fields of the types, one subject a file."""
