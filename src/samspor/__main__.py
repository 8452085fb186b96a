"""The `samspor` command: Django's management under our name, its commands spelled with hyphens."""

import os
import sys


def main() -> None:
    if sys.argv[1:] == ["new-keys"]:  # before settings, which do not load without keys
        from samspor.access.keys import new_keys

        print(new_keys())  # noqa: T201
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspor.settings")
    from django.core.management import execute_from_command_line

    command = [word.replace("-", "_") for word in sys.argv[1:2] if not word.startswith("-")]
    execute_from_command_line([*sys.argv[:1], *(command or sys.argv[1:2]), *sys.argv[2:]])


if __name__ == "__main__":
    main()
