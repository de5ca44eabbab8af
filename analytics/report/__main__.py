"""`python -m analytics.report`."""

import sys

from analytics.report.command import main

if __name__ == "__main__":
    sys.exit(main())
