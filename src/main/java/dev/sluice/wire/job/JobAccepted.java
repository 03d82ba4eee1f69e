package dev.sluice.wire.job;

/**
 * The answer to a submission.
 *
 * @param sseUrl path of the stream that opens the gate, relative to the server's base URL
 * @param status {@code SUBMITTED}, or {@code QUEUED} when the submission asked to start at once
 */
public record JobAccepted(String jobId, String sseUrl, String status) {}
