"""`samspor verify-log`: says whether the audit log stands as it was written, and what does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from samspor.access.verification import verify_log


class Command(BaseCommand):
    help = (
        "Verify every row and seal of the audit log, the head file and the triggers; exit 1 if one is wrong."
    )
    requires_system_checks: list[str] = []  # an alarm must ring even when something else is wrong

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_log()
        self.stdout.write(
            f"{report.rows} rows, {report.unsealed} of them not sealed yet;"
            f" {report.batches} seals, {report.purged} of them purged."
        )
        if report.faults:
            raise CommandError(
                "\n".join(["The audit log does not verify:", *(f"- {fault}" for fault in report.faults)])
            )
        self.stdout.write("The audit log stands as it was written.")
