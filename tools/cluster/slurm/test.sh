#!/bin/bash
# Runs a race on a Slurm of its own, made and stopped here: make cluster. As root on Debian; the packages slurm-wlm and munge are
# installed when they are missing. A race of 24 runs goes as an array of 6 tasks over two processors; one task is stopped and requeued
# in the middle of a run; another is lost, which the merge has to notice. The merged tables must be those of one process, byte for byte.
set -euo pipefail
cd "$(dirname "$0")/../../.."

if [ "$(id -u)" != 0 ] || [ ! -f /etc/debian_version ]; then
	echo "make cluster needs root on Debian: it starts slurmctld, slurmd and munged" >&2
	exit 1
fi
for program in slurmctld slurmd munged; do
	command -v "$program" >/dev/null && continue
	# The services of the packages are not started: this test has its own.
	policy=/usr/sbin/policy-rc.d
	[ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && made_policy=yes; }
	apt-get update -q >/dev/null
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends slurm-wlm munge >/dev/null
	[ -z "${made_policy:-}" ] || rm $policy
	break
done

work=$(mktemp -d /tmp/hrgrad-cluster.XXXXXX)
pids=()
stop() {
	code=$?
	[ $code = 0 ] || tail -n 20 "$work"/*.log "$work"/race/*.log 2>/dev/null || true
	scancel --user=root 2>/dev/null || true
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
	rm -rf "$work"
	exit $code
}
trap stop EXIT
chmod 755 "$work" # munged wants its socket to be reachable
mkdir "$work"/{state,spool,race,alone}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
host=$(hostname -s)

# Keys, sockets, ports and folders of its own, so that a Slurm that this machine belongs to is not touched.
dd if=/dev/urandom of="$work/munge.key" bs=1024 count=1 status=none
chmod 400 "$work/munge.key"
cat >"$work/slurm.conf" <<CONF
ClusterName=hrgrad
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=20
SchedulerParameters=sched_interval=2,sched_min_interval=100000,requeue_setup_env_fail
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=4000 State=UNKNOWN
PartitionName=race Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
munged --foreground --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/munge.seed" &
pids+=($!)
for _ in $(seq 100); do [ -S "$work/munge.socket" ] && break; sleep 0.1; done
slurmctld -D -i >/dev/null 2>&1 &
pids+=($!)
slurmd -D >/dev/null 2>&1 &
pids+=($!)
for _ in $(seq 300); do
	sinfo -h -o %T 2>/dev/null | grep -q idle && break
	sleep 0.2
done
sinfo -h -o '%N %T %c' | grep idle

go build -o "$work/hrgrad" ./tools/hrgrad
export HRGRAD=$work/hrgrad
# Twelve entrants, two seeds. Results do not depend on the machine; times do, so the tables leave them out.
flags=(--problem transport-mode --operators hrgrad,ls,config --initial hard,soft --tasks-by term,eps --seeds 2 --steps 1200 --width 16 --points 16 --tasks 4 --eps-min 1e-3 --no-times)
cd "$work/race"
"$HRGRAD" compare "${flags[@]}" --emit slurm --emit-parts 6 >/dev/null
sed -i 's/--mem-per-cpu=[0-9]*[MG]/--mem-per-cpu=0/' race.sbatch merge.sbatch # the node counts no memory
race=$(sbatch --parsable race.sbatch)
echo "array $race submitted"

until_true() { # seconds, what, command
	for _ in $(seq $(($1 * 10))); do
		eval "$3" && return
		sleep 0.1
	done
	echo "$2 did not happen" >&2
	exit 1
}
# Task 2 is stopped while it has a run under way, after at least one that is finished, and goes into the queue again.
until_true 60 "a run of task 2" '[ -s part-2.jsonl ]'
scontrol requeue "${race}_2"
until_true 30 "the state of the run that was stopped" '[ -e part-2.jsonl.run ] || grep -q interrupted race-*.log'
step=$(head -n 1 part-2.jsonl.run | sed 's/.*"step":\([0-9]*\).*/\1/')
echo "task 2 stopped at step $step of a run with $(wc -l <part-2.jsonl) runs finished, and requeued"
scancel "${race}_5" # lost
until_true 120 "the end of the array" '[ -z "$(squeue -h -j '"$race"' 2>/dev/null)" ]'

merge=$(sbatch --parsable --wait merge.sbatch || true)
grep -q "run again the array indices 5$" "merge-$merge.log" || { cat "merge-$merge.log"; echo "the merge does not name what is missing" >&2; exit 1; }
cat "merge-$merge.log"
again=$(./submit.sh --array=5)
echo "task 5 again: $again"
merge=${again##* }
until_true 120 "the merge" '[ -z "$(squeue -h -j '"$merge"' 2>/dev/null)" ]'

cd "$work/alone"
"$HRGRAD" compare "${flags[@]}" --progress tables --csv errors.csv --runs runs.csv >tables
cmp tables "$work/race/merge-$merge.log"
cmp errors.csv "$work/race/errors.csv"
cmp runs.csv "$work/race/runs.csv"
[ -z "$(find "$work/race" -name '*.run')" ]
echo "merged tables are those of one process: $(wc -l <runs.csv) lines, $(cat errors.csv | wc -c) bytes of errors"
