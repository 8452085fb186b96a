"""`make bench`: every measure in one run, printed as a table."""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(SAMSPOR_MODE="demo", SAMSPOR_VAR=folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspor.settings")
        import django
        from django.core.management import call_command

        django.setup()
        size = int(sys.argv[1]) if len(sys.argv) > 1 else None
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, SQLite in {Path(folder).name}\n")
        began = time.perf_counter()
        call_command("demo", "--no-serve", *(["--size", str(size)] if size else []), verbosity=0)
        print(f"{'demo world, empty folder to ready':58} {time.perf_counter() - began:8.1f} s")
        from bench import gates, knows, pages

        for measure in (gates, knows, pages):
            for label, value in measure.run():
                print(f"{label:58} {value}")


if __name__ == "__main__":
    main()
