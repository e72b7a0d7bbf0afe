"""`python -m tellonce`: the command without a script on the path."""

import sys

from tellonce.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
