/**
 * Decides which job runs on which worker and when: leadership, recovery at the start, a round of
 * assignment on every event that may allow one, and the operations that the server answers itself.
 * Public faces: {@link dev.sluice.schedule.Scheduler} and {@link dev.sluice.schedule.Recovery}. The
 * packages: {@code match} assigns, {@code duty} does periodic work, {@code status} shows it all.
 */
@NullMarked
package dev.sluice.schedule;

import org.jspecify.annotations.NullMarked;
