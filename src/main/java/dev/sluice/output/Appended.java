package dev.sluice.output;

/**
 * A chunk was stored.
 *
 * @param nextSeq the number of the chunk that will follow
 */
public record Appended(String jobId, int attempt, long nextSeq) {}
