/**
 * Puts the system together: the entry point, start and stop, the clock and timers, the store, the
 * built-in worker, probes, log and metrics. Only this package boots Quarkus or reads the time of
 * the machine; no other package uses it.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
