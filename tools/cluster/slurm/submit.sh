#!/bin/sh
# Submits the race and the job that merges it. Arguments go to sbatch: ./submit.sh --array=3,7 runs only these shares again.
set -eu
cd "$(dirname "$0")"
race=$(sbatch --parsable "$@" race.sbatch)
merge=$(sbatch --parsable --dependency="afterany:${race%%;*}" merge.sbatch)
echo "race ${race%%;*}, merged by ${merge%%;*}"
