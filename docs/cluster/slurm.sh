#!/usr/bin/env bash
# Decomposes a run in shards on SLURM. The store must lie on a file system that all nodes see.
#
#   job=$(sbatch --parsable docs/cluster/slurm.sh RUN BASE)
#   sbatch --dependency=afterok:$job docs/cluster/slurm-merge.sh RUN BASE
#
# A task that failed is run again alone: sbatch --array=3 docs/cluster/slurm.sh RUN BASE
#SBATCH --job-name=alpharl
#SBATCH --array=1-8
#SBATCH --cpus-per-task=8
#SBATCH --mem=16G
#SBATCH --time=04:00:00
set -euo pipefail
shards=8 # the end of --array above
exec alpharl decompose "$1" --base "$2" --threads "${SLURM_CPUS_PER_TASK:-8}" --shard "auto/$shards"
