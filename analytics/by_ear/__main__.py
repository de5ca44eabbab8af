"""`python -m analytics.by_ear`."""

import sys

from analytics.by_ear.command import main

if __name__ == "__main__":
    sys.exit(main())
