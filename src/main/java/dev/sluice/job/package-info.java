/**
 * The job: its stored form, the table of its transitions, the gate that performs them ({@link
 * dev.sluice.job.Jobs}), and the retry policy. No other class writes a job. Its attempts are in
 * {@code attempt}, submissions in {@code submit}, the HTTP resource in {@code api}.
 */
@NullMarked
package dev.sluice.job;

import org.jspecify.annotations.NullMarked;
