"""The frame of every page, its components and its forms; knows nothing of the domain."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "samspor.base"
