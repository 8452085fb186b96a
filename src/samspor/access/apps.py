"""Puts the append-only triggers back after every migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccessConfig(AppConfig):
    name = "samspor.access"
    verbose_name = "access"

    def ready(self) -> None:
        from samspor.access.triggers import install_triggers, make_way

        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(install_triggers, sender=self)
