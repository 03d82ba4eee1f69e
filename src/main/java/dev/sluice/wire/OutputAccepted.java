package dev.sluice.wire;

/**
 * The answer to a chunk of output, also when it had been stored before.
 *
 * @param nextSeq the number that the next chunk must carry
 * @param truncated the job's output limit is reached: send no more output
 */
public record OutputAccepted(long nextSeq, boolean truncated) {}
