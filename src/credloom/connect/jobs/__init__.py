"""The reader of job postings: pages with a sitemap, JSON feeds, files; schema.org JobPosting and JDX documents."""

from credloom.connect.jobs.reader import JobsReader

__all__ = ["JobsReader"]
