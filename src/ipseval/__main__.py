"""`python -m ipseval`: the command, where programs of one's own may not be started."""

import sys

from ipseval.cli import main

sys.exit(main())
