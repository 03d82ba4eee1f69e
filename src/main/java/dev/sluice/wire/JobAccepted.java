package dev.sluice.wire;

/**
 * The answer to a submission.
 *
 * @param sseUrl path of the stream that opens the gate, to be appended to the server's base URL
 * @param status {@code SUBMITTED}, or {@code QUEUED} when the submission asked to start at once
 */
public record JobAccepted(String jobId, String sseUrl, String status) {}
