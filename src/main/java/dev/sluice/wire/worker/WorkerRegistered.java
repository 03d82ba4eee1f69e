package dev.sluice.wire.worker;

/**
 * The answer to a registration.
 *
 * @param token secret of this incarnation, sent as {@code Authorization: Bearer} on every worker
 *     call; the server keeps only a digest of it
 * @param heartbeatMs interval between heartbeats
 * @param leaseMs after this long without a heartbeat the server ends the worker's attempts
 */
public record WorkerRegistered(String workerId, String token, long heartbeatMs, long leaseMs) {}
