/** Statistics, the {@code status} operation, and why a job is pending. */
@NullMarked
package dev.sluice.schedule.status;

import org.jspecify.annotations.NullMarked;
