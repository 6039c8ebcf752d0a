#!/usr/bin/env bash
# One run at 14 million weights beside those of 'alpharl reproduce size', by plain commands, in parts. What is done is kept.
#   ALPHARL=./alpharl size_512.sh OUT base run laws forecasts regrounding
# base and run take 20 and 42 minutes of two cores; the others one core each, after run, side by side if you like.
set -euo pipefail

alpharl=${ALPHARL:-alpharl}
out=$1
shift
task=chained-arithmetic
base=$out/base/step-300
run=$out/run
mkdir -p "$out"

# 900 steps would take an hour; step 300 has learnt what smaller networks have after 900.
base() {
  [ -d "$base" ] && return
  "$alpharl" train --algorithm sft --init base-512 --task "$task" --threads 2 --out "$out/base" &
  local training=$!
  while [ ! -d "$base" ] && kill -0 "$training"; do sleep 1; done
  kill "$training"
}

run() {
  echo '{"validationProblems": 512}' > "$out/options.json"
  "$alpharl" train --algorithm dapo --task "$task" --model "$base" --threads 2 --config "$out/options.json" --out "$run"
  tested base "$base"
  tested full "$run/step-100"
}

# Accuracy of model $2 on the test problems of the other sizes.
tested() {
  "$alpharl" evaluate "$2" --benchmark "$task" --limit 512 --samples 2 --temperature 0.6 --out "$out/tested/$1"
}

# Rank $2 of the update, --norm $3, times $4; $5 validation problems.
part() {
  [ -d "$out/parts/$1" ] || "$alpharl" reconstruct "$run" --step 100 --rank "$2" --norm "$3" --scale "$4" \
    --judge "$task" --problems "$5" --out "$out/parts/$1" | tee "$out/$1.txt"
}

laws() {
  "$alpharl" linearity "$run"
  "$alpharl" dominance "$run"
  part matched 1,2 match 1 1024
  part ranks 1,2,3,4,6,8 none 1 1024
  local scale
  for scale in 0.8 1.0 1.2 1.4 1.7 2.0; do part "scale-$scale" 1,2 none "$scale" 512; done
  scale=$(cd "$out" && awk '$1 == "1" { print $2, FILENAME }' scale-*.txt | sort -rn | head -n 1 | sed 's/.* //; s/\.txt//')
  tested matched "$out/parts/matched/rank-1"
  tested unmatched "$out/parts/ranks/rank-1"
  tested "$scale" "$out/parts/$scale/rank-1" # the best λ
}

# Searches as long as those of 'reproduce size'.
forecasts() {
  local percent among
  for percent in 10 40 20; do
    tested "step-$percent" "$run/step-$percent"
    for among in alpharl,alpharl:full extrapolate,velocity:lag=1,relex,alpharl,alpharl:full; do
      local name="$percent-$((${#among} > 20))"
      [ -d "$out/forecasts/$name" ] || "$alpharl" predict "$run" --window "1..$percent" --search "$task" \
        --candidates "$among" --first-round 32 --confirm 512 --out "$out/forecasts/$name" | tee "$out/$name.txt"
      tested "forecast-$name" "$out/forecasts/$name"
    done
  done
}

regrounding() {
  "$alpharl" accelerate --algorithm dapo --task "$task" --model "$base" --budget 10 --out "$out/regrounded"
  tested regrounded "$out/regrounded/step-10"
}

for part in "$@"; do "$part"; done
