#!/usr/bin/env bash
# Puts the parts of slurm.sh together.
#SBATCH --job-name=alpharl-merge
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=00:30:00
set -euo pipefail
exec alpharl decompose "$1" --base "$2" --merge
