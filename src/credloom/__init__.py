"""Credloom: one graph over the Credential Registry, state catalogs and employers' jobs."""

__version__ = "0.1.0"
