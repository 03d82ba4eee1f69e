/**
 * Workers of the older executor: its agents register, send heartbeats and are listed. They have no
 * token; a worker of theirs is told apart by the access token under which the server registers it.
 * {@link dev.sluice.legacy.executor.worker.OlderWorkers} is the public face.
 */
@NullMarked
package dev.sluice.legacy.executor.worker;

import org.jspecify.annotations.NullMarked;
