/**
 * Worker nodes as the server knows them: registration and incarnations, heartbeats, the long poll
 * that hands out assignments and cancellations, results, draining and removal. {@link
 * dev.sluice.worker.Workers} is the only writer of workers.
 */
@NullMarked
package dev.sluice.worker;

import org.jspecify.annotations.NullMarked;
