/**
 * Time and signals inside one process: topics, timers, deadlines, back-off, and coalesced
 * execution. Signals only wake; the truth is in the database.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
