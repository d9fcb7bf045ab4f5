"""The reader of O*NET: the database's files (text, workbooks, the published archives) and Web Services version 2."""

from credloom.connect.onet.reader import OnetReader

__all__ = ["OnetReader"]
