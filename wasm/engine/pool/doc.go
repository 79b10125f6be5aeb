// Package pool shares the gradients of training steps over workers: Web Workers
// of a page, worker_threads of Node. It needs no shared memory and no headers:
// bytes cross in ArrayBuffers that are transferred to and fro and never
// allocated again. Where memory can be shared, it is, and no message is waited for.
//
// W workers means W threads that compute. The thread of the session is one of
// them and takes the first share, so W-1 further instances of the program are
// started, and W = 1 is training without any message. The
// units of a step are assigned by their numbers and summed in a fixed order, so
// results have the same bits for every W; only the relaxed-SIMD kernels, which
// round differently at the edges of their tiles, are not bound to that.
//
// No step ever waits for a worker to start, and none is lost with a worker: as
// long as an instance is not ready, or when it ended or stopped answering in the midst
// of a step, the session's thread computes its share, and a new instance is
// started to take over.
//
// The surroundings provide two globals:
//
//	hrgradSpawn(onMessage, onFailure)  starts another instance of this program as
//	    a worker and returns {post(message, transfer), stop()}; onMessage gets the
//	    data of every message, onFailure a reason when the instance has ended;
//	    after stop neither is called
//	hrgradShare                        optional, here and in instances: memory that
//	    threads share, {buffer(bytes), wait(flags, value, milliseconds),
//	    set(flags, value)}. From its second request on an instance then gets
//	    requests and gives answers through such memory (share_js.go)
//	hrgradGradientPort                 in such an instance: its end of the channel,
//	    with postMessage and onmessage
package pool

// MaxWorkers bounds the number of workers that can be asked for.
const MaxWorkers = 256
