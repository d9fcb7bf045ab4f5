"""`python -m credloom` is `credloom`."""

from __future__ import annotations

import sys

from credloom.cli import main

if __name__ == "__main__":
    sys.exit(main())
