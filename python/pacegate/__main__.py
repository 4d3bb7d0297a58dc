"""`python -m pacegate` exports, as `python -m pacegate.export` does."""

from __future__ import annotations

import sys

from pacegate.export import main

if __name__ == "__main__":
    sys.exit(main())
