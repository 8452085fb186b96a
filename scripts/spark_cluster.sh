#!/usr/bin/env bash
# A Spark cluster of one master and two workers on this machine alone; answers a study on it and on DuckDB, and compares.
#   bash scripts/spark_cluster.sh [STUDY]
set -euo pipefail
cd "$(dirname "$0")/.."
study=${1:-studies/rossi}
port=${SPARK_CLUSTER_PORT:-7177}
out=$(mktemp -d)
SPARK_HOME=$(.venv/bin/python -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1
started=()
stop() {
  kill "${started[@]}" 2>/dev/null || true
  wait "${started[@]}" 2>/dev/null || true
  rm -rf "$out"
}
trap stop EXIT

start() { # the log, the class and its arguments
  "$SPARK_HOME/bin/spark-class" "${@:2}" >"$out/$1.log" 2>&1 &
  started+=($!)
}
wait_for() { # a line, the log, how often
  for _ in $(seq 120); do
    [ "$(grep -c "$1" "$out/$2.log" 2>/dev/null || true)" -ge "$3" ] && return
    sleep 0.5
  done
  cat "$out/$2.log"
  echo "The cluster did not start."
  exit 1
}

start master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
wait_for "Starting Spark master" master 1
for number in 1 2; do
  start "worker$number" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1g \
    --webui-port 0 --work-dir "$out/worker$number" "spark://127.0.0.1:$port"
done
wait_for "Registering worker" master 2

seconds() { # the engine, and what runs it
  local began=$EPOCHREALTIME
  "${@:2}" run "$study" --engine "$1" --out "$out/$1" >/dev/null 2>"$out/$1.log" || { cat "$out/$1.log"; exit 1; }
  echo "$1: $(.venv/bin/python -c "print(round($EPOCHREALTIME - $began, 1))") s"
}
main=$(.venv/bin/python -c 'import ipseval; print(ipseval.__path__[0] + "/__main__.py")')
export PYSPARK_PYTHON=$PWD/.venv/bin/python
seconds duckdb .venv/bin/python -m ipseval
seconds spark "$SPARK_HOME/bin/spark-submit" --master "spark://127.0.0.1:$port" --executor-memory 1g \
  --conf spark.sql.shuffle.partitions=4 "$main"

for number in 1 2; do
  executors=("$out/worker$number"/app-*/*/)
  [ -d "${executors[0]}" ] || { echo "Worker $number ran nothing."; exit 1; }
done
for file in "$out/duckdb"/*.json; do # the report and the workbook name the engine
  name=$(basename "$file")
  [ "$name" = manifest.json ] || cmp "$file" "$out/spark/$name"
done
echo "$(basename "$study"): one master, two workers, the same figures byte by byte: $(cd "$out/duckdb" && ls *.json | grep -v manifest.json | xargs)."
