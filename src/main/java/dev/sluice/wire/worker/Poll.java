package dev.sluice.wire.worker;

import java.util.List;

/**
 * A worker's request for work.
 *
 * @param running all attempts that the worker holds; the server ends an earlier assignment that is
 *     missing here as {@code NOT_FETCHED}
 */
public record Poll(List<RunningAttempt> running) {}
