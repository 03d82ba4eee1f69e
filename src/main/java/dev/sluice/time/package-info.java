/**
 * Time and events inside one process: the clock seam ({@link dev.sluice.time.Timers}), topics,
 * event counts, ages, deadlines, back-off, polling, debounce, serial and coalesced execution.
 *
 * <p>Events only wake readers; the truth is in the database. Agents and the command line use the
 * classes that need no Mutiny: all but {@code Coalesced}, {@code EventCount} and {@code Serial}.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
