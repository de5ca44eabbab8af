"""`python -m analytics.report`."""

import sys

from analytics.report.command import main

sys.exit(main())
