"""Files that are sent in: in memory alone, never in a temporary file, and only by pages that ask for one."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse

LARGEST = 20 * 1024 * 1024
"""Bytes of one file, and of what is sent at once."""


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page as one that asks for files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file was sent that was not taken because of its size."""
    return getattr(request, "file_too_large", False)


class InMemoryOnly(MemoryFileUploadHandler):
    """Of a file that is too large, or that nobody asked for, nothing is kept."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *rest: Any, **more: Any
    ) -> None:
        self.activated = True
        self._note_size(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        view = getattr(getattr(self.request, "resolver_match", None), "func", None)
        if not getattr(view, "takes_files", False) or was_too_large(self.request):  # type: ignore[arg-type]
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._note_size(start + len(raw_data))
        if was_too_large(self.request):  # type: ignore[arg-type]
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def _note_size(self, size: int | None) -> None:
        if size and size > LARGEST:
            self.request.file_too_large = True  # type: ignore[union-attr]
