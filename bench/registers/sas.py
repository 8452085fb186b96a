"""Writes small sas7bdat files with the C library inside pyreadstat, whose Python side only reads them."""

from __future__ import annotations

import ctypes
from pathlib import Path

import polars as pl
import pyreadstat._readstat_writer

STRING, DOUBLE = 0, 5
_POINTER = ctypes.c_void_p
_SINK = ctypes.CFUNCTYPE(ctypes.c_ssize_t, _POINTER, ctypes.c_size_t, _POINTER)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(pyreadstat._readstat_writer.__file__)
    library.readstat_writer_init.restype = library.readstat_add_variable.restype = _POINTER
    library.readstat_add_variable.argtypes = [_POINTER, ctypes.c_char_p, ctypes.c_int, ctypes.c_size_t]
    library.readstat_begin_writing_sas7bdat.argtypes = [_POINTER, _POINTER, ctypes.c_long]
    library.readstat_set_data_writer.argtypes = [_POINTER, _SINK]
    library.readstat_insert_double_value.argtypes = [_POINTER, _POINTER, ctypes.c_double]
    library.readstat_insert_string_value.argtypes = [_POINTER, _POINTER, ctypes.c_char_p]
    library.readstat_insert_missing_value.argtypes = [_POINTER, _POINTER]
    for name in ("begin_row", "end_row", "end_writing"):
        getattr(library, f"readstat_{name}").argtypes = [_POINTER]
    library.readstat_writer_free.argtypes = [_POINTER]
    library.readstat_writer_set_compression.argtypes = [_POINTER, ctypes.c_int]
    return library


def write_sas(frame: pl.DataFrame, path: Path, compressed: bool = False) -> None:
    """Numbers as SAS numbers of eight bytes, texts as characters."""
    library = _library()

    def done(code: int) -> None:
        assert code == 0, code

    with path.open("wb") as file:
        sink = _SINK(lambda data, size, _: file.write(ctypes.string_at(data, size)))
        writer = library.readstat_writer_init()
        done(library.readstat_set_data_writer(writer, sink))
        done(library.readstat_writer_set_compression(writer, int(compressed)))
        variables = []
        for name, kind in frame.schema.items():
            text = kind == pl.String
            width = max(frame[name].str.len_bytes().max() or 1, 1) if text else 8
            variables.append(
                (
                    library.readstat_add_variable(writer, name.encode(), STRING if text else DOUBLE, width),
                    text,
                )
            )
        done(library.readstat_begin_writing_sas7bdat(writer, None, len(frame)))
        for row in frame.iter_rows():
            done(library.readstat_begin_row(writer))
            for (variable, text), value in zip(variables, row, strict=True):
                if value is None:
                    library.readstat_insert_missing_value(writer, variable)
                elif text:
                    library.readstat_insert_string_value(writer, variable, value.encode())
                else:
                    library.readstat_insert_double_value(writer, variable, float(value))
            done(library.readstat_end_row(writer))
        done(library.readstat_end_writing(writer))
        library.readstat_writer_free(writer)
