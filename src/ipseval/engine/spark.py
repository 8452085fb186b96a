"""Tables on Apache Spark, on this machine or on a cluster; imported only when asked for.

Which cluster is Spark's own business: `spark-submit --master …`, `SPARK_CONF_DIR` or `MASTER`; without any of
these it is all cores of this machine. What Spark shuffles lies encrypted in its own folder while it runs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from ipseval.engine.common import DataError, room
from ipseval.engine.polars import Polars
from ipseval.engine.sql import Dialect
from ipseval.registers.register import Register
from ipseval.study import FollowUp

try:
    import pyspark
    from pyspark.sql import DataFrame, SparkSession
except ImportError as missing:
    raise DataError(
        "The engine spark needs PySpark 4, which is not installed: pip install 'samspor[spark]'."
    ) from missing

CONFIG = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.io.encryption.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
ELSEWHERE = ("MASTER", "PYSPARK_GATEWAY_PORT", "PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR")
SQL = Dialect(
    quote="`",
    text="STRING",
    nothing="void",
    integers=frozenset({"bigint", "int", "smallint", "tinyint"}),
    matches="{} RLIKE r'{}'",
    since_1970="unix_date({})",
    number="xxhash64({})",
)


def session() -> SparkSession:
    """The one session of this process; `DataError` where Java is missing or Spark does not start."""
    if not any(name in os.environ for name in ELSEWHERE):
        # on one machine nothing of Spark is seen from outside it
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    home = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())):
        raise DataError("The engine spark needs Java 17 or newer, and there is no java on this machine.")
    builder = SparkSession.builder.appName("ipseval")
    for name, value in CONFIG.items():
        builder = builder.config(name, value)
    try:
        spark: SparkSession = builder.getOrCreate()
    except pyspark.errors.PySparkRuntimeError as error:
        raise DataError(f"Spark does not start; it needs Java 17 or newer. {error}") from error
    if (spark.sparkContext.master or "").startswith("local"):
        # 200 parts, the default, are for a cluster
        spark.conf.set("spark.sql.shuffle.partitions", str(2 * spark.sparkContext.defaultParallelism))
    return spark


class Spark:
    """Spark, lazy; a file must lie where every worker sees it."""

    name, version = "spark", pyspark.__version__

    def __init__(self) -> None:
        self._session = session()

    def read(self, register: Register, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        names = [path.absolute().as_uri() for path in paths]
        if paths[0].suffix == ".parquet":
            return self._normal(register, self._session.read.parquet(*names))
        csv = self._session.read.csv(
            names, header=True, escape='"', multiLine=True, enforceSchema=False, mode="FAILFAST"
        )
        return self._normal(register, csv)

    def take(self, register: Register, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        # Polars knows every kind of column that a frame may hold; Spark does not
        taken: pl.DataFrame = Polars().take(register, frame).collect("polars").to_native()
        return self.table(taken)

    def table(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(self._session.createDataFrame(frame.to_arrow()))

    def hold(self, table: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        native: DataFrame = table.to_native()
        # a checkpoint also cuts the plan, which costs more than the work where tables are small
        with room():
            return nw.from_native(native.localCheckpoint())

    def release(self) -> None:
        """Spark forgets a checkpoint when nobody asks for it any more."""

    def stretches(self, spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
        native: DataFrame = spells.to_native()
        for column in SQL.stretches(by):
            native = native.selectExpr("*", column)
        return nw.from_native(native)

    def ahead(
        self, table: nw.LazyFrame[Any], column: str, follow_up: FollowUp, name: str
    ) -> nw.LazyFrame[Any]:
        if follow_up.days is not None:
            return table.with_columns((nw.col(column) + follow_up.days).alias(name))
        native: DataFrame = table.to_native()
        later = f"add_months(date_from_unix_date(CAST(`{column}` AS INT)), {follow_up.length})"
        return nw.from_native(native.selectExpr("*", f"CAST(unix_date({later}) AS BIGINT) AS `{name}`"))

    def _normal(self, register: Register, raw: DataFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(raw.selectExpr(*SQL.normal(register, dict(raw.dtypes))))


def preceding(spells: nw.LazyFrame[Any], by: Sequence[str]) -> nw.LazyFrame[Any]:
    """As `engine.preceding` has it."""
    native: DataFrame = spells.to_native()
    for columns in SQL.preceding(by):
        native = native.selectExpr(*columns)
    return nw.from_native(native)
