"""`python -m analytics.report`."""

import sys

from analytics.report.document import main

sys.exit(main())
