package dev.sluice.wire;

/**
 * The answer to a registration.
 *
 * @param token secret for this incarnation, sent as {@code Authorization: Bearer} on every worker
 *     call; the server keeps only a digest of it
 * @param heartbeatMs how often to heartbeat
 * @param leaseMs how long the server believes in an attempt whose worker is silent
 */
public record WorkerRegistered(String workerId, String token, long heartbeatMs, long leaseMs) {}
