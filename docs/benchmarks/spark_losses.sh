#!/usr/bin/env bash
# Losses on a Spark standalone cluster of two workers on 127.0.0.1 and 127.0.0.2, started here: each must end with
# the bytes of one process.
#
#   SPARK_HOME=/opt/spark-4.2.0 ALPHARL=./alpharl docs/benchmarks/spark_losses.sh RUN SCRATCH [CASE...]
#
# RUN is a run whose decomposition takes some seconds, such as of 'alpharl bench make-run DIR --layers 4 --steps 2'.
set -euo pipefail
run=$(readlink -f "$1")
scratch=$(mkdir -p "$2" && readlink -f "$2")
alpharl=${ALPHARL:-alpharl}
shift 2
cases=${*:-quiet executor-killed worker-killed executor-hangs driver-killed bad-data}
: "${SPARK_HOME:?set SPARK_HOME to the folder of a Spark 4.2}"
export SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
export JAVA_HOME=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
master=spark://127.0.0.1:7177
pids=()

stop() {
  local pid
  for pid in "${pids[@]}"; do
    pkill -9 -P "$pid" || true # its executors
    kill -9 "$pid" 2> /dev/null || true
  done
  pids=()
}
trap stop EXIT

worker() { # HOST
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host "$1" --cores 1 --memory 1500M \
    --webui-port 0 --work-dir "$scratch/work-$1" "$master" > "$scratch/worker-$1.log" 2>&1 &
  worker=$!
  pids+=("$worker")
}

cluster() {
  stop
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 7177 --webui-port 0 \
    > "$scratch/master.log" 2>&1 &
  pids+=($!)
  until grep -q "I have been elected leader" "$scratch/master.log"; do sleep 0.3; done
  worker 127.0.0.1
  worker 127.0.0.2
  second=$worker
  until [ "$(grep -c "Registering worker" "$scratch/master.log")" = 2 ]; do sleep 0.3; done
}

sum() { (cd "$1" && cat step-*.safetensors | sha256sum | cut -c1-16); }

spark() { # STORE, then more options
  local store=$1; shift
  # shellcheck disable=SC2086
  $alpharl decompose "$run" --store "$store" --spark "$master" --shards 8 "$@"
}

begin() { # NAME, then more options: starts a decomposition and waits until an executor has stored something
  name=$1; shift
  cluster
  rm -rf "${scratch:?}/$name"
  spark "$scratch/$name" "$@" > "$scratch/$name.log" 2>&1 &
  command=$!
  until ls "$scratch/$name"/parts/*-of-8/step-*.safetensors > /dev/null 2>&1; do
    kill -0 "$command" 2> /dev/null || { cat "$scratch/$name.log"; exit 1; }
    sleep 0.1
  done
}

end() {
  local code=0
  wait "$command" || code=$?
  local found=none
  if [ "$code" = 0 ]; then found=$(sum "$scratch/$name"); fi
  echo "$name: exit $code, $((SECONDS - started)) s, bytes $found"
}

wanted() { [[ " $cases " == *" $1 "* ]]; }

executor() { pgrep -P "$1" -f CoarseGrainedExecutorBackend | head -1; }

started=$SECONDS
rm -rf "${scratch:?}/local"
$alpharl decompose "$run" --store "$scratch/local" > "$scratch/local.log" 2>&1
echo "local: $((SECONDS - started)) s, bytes $(sum "$scratch/local")"

if wanted quiet; then
  started=$SECONDS
  begin quiet
  end
fi

if wanted executor-killed; then
  started=$SECONDS
  begin executor-killed
  kill -9 "$(executor "$second")"
  end
fi

if wanted worker-killed; then
  started=$SECONDS
  begin worker-killed
  kill -9 "$second" "$(executor "$second")"
  end
fi

if wanted executor-hangs; then
  started=$SECONDS
  begin executor-hangs --conf spark.speculation=true --conf spark.speculation.quantile=0.3
  hanging=$(executor "$second")
  kill -STOP "$hanging"
  end
  kill -9 "$hanging" 2> /dev/null || true
fi

if wanted driver-killed; then
  started=$SECONDS
  begin driver-killed
  driver=$(pgrep -f "org.apache.spark.deploy.SparkSubmit.*$scratch/driver-killed" | tail -1)
  kill -9 "$driver"
  end
  tail -1 "$scratch/driver-killed.log"
  kept=$(find "$scratch/driver-killed/parts" -name 'step-*.safetensors' | wc -l)
  started=$SECONDS
  spark "$scratch/driver-killed" > "$scratch/driver-again.log" 2>&1
  echo "driver-killed, the same command again ($kept files of parts were there): $((SECONDS - started)) s," \
    "bytes $(sum "$scratch/driver-killed")"
fi

wanted bad-data || exit 0
if [ ${#pids[@]} = 0 ]; then cluster; fi

# One NaN in the last step: once the sentence of one process, and its exit code.
mkdir -p "$scratch/bad"
ln -sfn "$run"/step-* "$scratch/bad/"
last=$(printf '%s\n' "$run"/step-* | sort -V | tail -1)
bad=$scratch/bad/$(basename "$last")
rm -f "$bad" && mkdir -p "$bad" && cp "$last"/* "$bad/"
weights=$(printf '%s\n' "$bad"/*.safetensors | head -1)
python3 - "$weights" <<'PY'
import json, struct, sys
with open(sys.argv[1], "r+b") as f:
    size = struct.unpack("<Q", f.read(8))[0]
    header = json.loads(f.read(size))
    name = sorted(n for n in header if n.endswith("q_proj.weight"))[0]
    f.seek(8 + size + header[name]["data_offsets"][0])
    f.write(b"\xff\xff")  # NaN in bfloat16
PY
run=$scratch/bad
code=0
$alpharl decompose "$run" --store "$scratch/bad-local" > /dev/null 2> "$scratch/bad-local.log" || code=$?
echo "bad data, local: exit $code: $(grep -v note: "$scratch/bad-local.log" | tail -1)"
code=0
spark "$scratch/bad-spark" > /dev/null 2> "$scratch/bad-spark.log" || code=$?
echo "bad data, Spark: exit $code: $(grep -v note: "$scratch/bad-spark.log" | tail -1)"
echo "sentences: $(grep -c NaN "$scratch/bad-spark.log")"
rm -rf "$scratch/bad"
