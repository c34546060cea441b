"""`python -m visavis` is the `visavis` command."""

import sys

from visavis.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
