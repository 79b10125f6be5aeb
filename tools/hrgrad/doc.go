// Command hrgrad trains one network for all Knudsen numbers, evaluates it, computes deterministic references, races operators and turns
// Gram matrices into weights. It is one program: natively `go run ./tools/hrgrad COMMAND`, and compiled to js/wasm under Node
// `node tools/headless/hrgrad.mjs COMMAND`, with the same flags, files and exit codes, and with the same bits unless relaxed kernels
// are asked for.
//
//	problems | operators | optimizers   one JSON object per line
//	train      a run; the flags of its configuration default to the problem's own settings
//	solve      for the last layer of a checkpoint: random features appended, one linear least-squares problem; linear problems only
//	eval       x and every field of a checkpoint, at the midpoints of equal cells; f with --distribution, checks of the physics with --conservation;
//	           how far off the fields are with --estimate, better ones for that Knudsen number with --corrected; with --errors N the errors
//	           against the reference at N Knudsen numbers and six times
//	reference  the same columns from the deterministic reference
//	plot       fields of a checkpoint at several Knudsen numbers and times, for print; natively only
//	compare    several operators, several seeds, equal steps: errors, ranks, conflict statistics
//	fit        parameters of a problem file for which a trained network matches measurements
//	convert    IN OUT: a checkpoint in the safetensors layout, in the first version of the format, or as weights alone
//	inspect    FILE: what a checkpoint holds
//	weights    {"gram":[[..]],"losses":[..]} on standard input to {"weights":[..],"info":{..}}
//
// Exit codes: 0 done; 2 bad usage or input; 1 any other failure. Results and progress go to standard output, standard error gets one line
// when the exit code is not 0.
//
// # Files
//
// A file is written whole or not at all: a temporary file beside it is synced and renamed over it. Whether that will be possible is
// checked before any work begins. RUN.json and the files of compare are written only at the end of a command that succeeds.
//
// A checkpoint is written every --checkpoint-every, at the end, and on SIGINT, SIGTERM, SIGHUP or a closed output after the step under way; the exit
// code is then 1. One that holds another run is replaced only with --force; while a run lasts, a lock keeps other processes from its files.
// A write that fails is reported and tried again; at the end the results are printed all the same, and the rest goes to the folder for temporary files. A run that diverges, which also means a network whose fields are not finite, leaves the last sound state, at most five seconds old. A
// process killed outright leaves the last complete checkpoint. A run that fails before it has anything to keep leaves the file alone.
//
// # Resuming
//
// A resumed run continues the same trajectory, bit for bit. So it keeps its configuration: a flag that says otherwise is bad input. The
// number of steps may be raised only if the learning rate does not depend on it, which rules out the cosine schedule: to pause a
// long plan use --stop-at, --time-limit or a signal. stateHash of RUN.json is equal for runs in the same state, however often they were
// interrupted; lossHash covers the steps of one process.
//
// # Races
//
// A runner of compare is an operator with flags of its own, as in hrgrad,ls:rate=3e-3,hrgrad:tasks-by=eps:optimizer=adam. Lists multiply: with
// --tasks-by term,eps --initial hard,soft every operator enters four times, and --problem takes a list too. With
// --tune-rates each runner without a rate first gets the one with the smallest geometric mean of its errors, on seeds that are not those of
// the race. A run that diverges ranks last and does not end the race.
//
// After the tables of each problem comes the summary over all of them: errors as ratios to those of ls, the summed loss, in the same settings.
//
// A long race keeps a journal (--journal FILE), one line per finished run: the same command goes on where an earlier one ended, and the
// runs of another command that happen to be the same are not made again. The state of the run under way is kept beside it, in
// FILE.run, every 30 seconds and on SIGINT or SIGTERM: it goes on as well, to the same bits. A line has a checksum and names the version of the
// program; runs of another version are refused without --force. A file that is no journal is left alone.
//
// Processes share a race with --part K/N, or --part auto in an array of Slurm or an indexed job of Kubernetes. With a star in its name,
// as in part-*.jsonl, every share has a journal of its own, and the same command without --part merges them, makes no run, and says
// which array indices have to run again; otherwise all shares append to one file. Shares are balanced by the estimated cost of their
// runs. site/docs/cluster.md has the rest.
package main
