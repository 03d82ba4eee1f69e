package dev.sluice.wire.output;

/**
 * The answer to a chunk of output, also to one that was stored before.
 *
 * @param nextSeq the number that the next chunk must carry
 * @param truncated the job has reached its output limit: send no more output
 */
public record OutputAccepted(long nextSeq, boolean truncated) {}
