"""The `samspor` command: Django's management under our name, its commands spelled with hyphens."""

import os
import sys


def main() -> None:
    if sys.argv[1:] == ["new-keys"]:  # before settings, which do not load without keys
        from samspor.access.keys import new_keys

        print(new_keys())  # noqa: T201
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspor.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("This is the evaluation alone; for the platform: pip install 'samspor[platform]'.")

    command = [word if word.startswith("-") else word.replace("-", "_") for word in sys.argv[1:2]]
    try:
        execute_from_command_line([*sys.argv[:1], *command, *sys.argv[2:]])
    except ImproperlyConfigured as wrong:
        sys.exit(f"samspor does not start: {wrong}")


if __name__ == "__main__":
    main()
