/** Periodic duties of the leader, one class each. */
@NullMarked
package dev.sluice.schedule.duty;

import org.jspecify.annotations.NullMarked;
