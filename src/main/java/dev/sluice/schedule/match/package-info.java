/**
 * Assigns queued jobs to workers: the backlog, the free capacity of the fleet, what fits, which
 * worker is the least loaded. Public faces: {@link dev.sluice.schedule.match.Assigner} and {@link
 * dev.sluice.schedule.match.JobQueue}. {@code Fit} and {@code Matching} are pure.
 */
@NullMarked
package dev.sluice.schedule.match;

import org.jspecify.annotations.NullMarked;
