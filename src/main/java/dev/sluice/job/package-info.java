/**
 * The job: its stored form, the table of its transitions, the gate that performs them ({@link
 * dev.sluice.job.Jobs}), its attempts and leases, and the retry policy. No other class writes a
 * job. Submissions are in {@code submit}, the HTTP resource in {@code api}.
 */
@NullMarked
package dev.sluice.job;

import org.jspecify.annotations.NullMarked;
