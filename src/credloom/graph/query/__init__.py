"""The root fields of queries, one family a file; `root` puts them together."""
