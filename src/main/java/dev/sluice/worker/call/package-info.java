/**
 * The calls of worker nodes: the long poll that hands out assignments and cancellations, the
 * heartbeat, and the result of an attempt. {@link dev.sluice.worker.call.LongPolls} is the public
 * face; nothing here writes a worker or a job but through their gates.
 */
@NullMarked
package dev.sluice.worker.call;

import org.jspecify.annotations.NullMarked;
