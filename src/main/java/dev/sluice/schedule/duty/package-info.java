/**
 * The periodic duties of the leader, one class each, and the {@code Sweep} that runs them. No other
 * package uses this one.
 */
@NullMarked
package dev.sluice.schedule.duty;

import org.jspecify.annotations.NullMarked;
