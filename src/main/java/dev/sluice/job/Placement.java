package dev.sluice.job;

/**
 * A job that is to go to a worker.
 *
 * @param attempt the number that this attempt gets
 */
public record Placement(String jobId, int attempt, Lease lease) {}
