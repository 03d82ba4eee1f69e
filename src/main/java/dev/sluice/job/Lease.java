package dev.sluice.job;

import java.time.Instant;

/**
 * A worker's right to an attempt.
 *
 * @param token random secret; only who knows it is believed about the attempt
 * @param incarnation of the worker: registering anew ends the leases of the one before
 * @param fetchBy when an assignment that was not fetched is given to another
 */
public record Lease(String token, String workerId, String incarnation, Instant fetchBy) {}
