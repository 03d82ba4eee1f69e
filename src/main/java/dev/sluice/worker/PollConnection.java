package dev.sluice.worker;

/**
 * A worker's poll came in, or its connection broke before it was answered.
 *
 * @param broke the worker may be dead; or its network was cut, and it will be back
 */
public record PollConnection(String workerId, boolean broke) {}
