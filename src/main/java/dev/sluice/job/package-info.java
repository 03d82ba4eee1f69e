/**
 * The job: what is stored of it, the table of its transitions, the one gate that performs them
 * ({@link dev.sluice.job.Jobs}), its attempts and leases, the operations it may ask for, and its
 * part of the HTTP API. Nothing else writes a job.
 */
@NullMarked
package dev.sluice.job;

import org.jspecify.annotations.NullMarked;
