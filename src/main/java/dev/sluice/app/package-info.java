/**
 * Puts the system together: the entry point, the clock and timers that everything else is given,
 * what happens at start and stop, probes, and the built-in worker.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
