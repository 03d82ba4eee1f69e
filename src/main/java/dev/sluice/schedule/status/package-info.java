/**
 * Shows the state of the scheduler: statistics, the operation {@code status}, and why a job is
 * pending. It reads memory and the store, and changes nothing.
 */
@NullMarked
package dev.sluice.schedule.status;

import org.jspecify.annotations.NullMarked;
