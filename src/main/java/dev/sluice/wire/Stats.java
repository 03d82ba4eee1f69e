package dev.sluice.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole system in numbers.
 *
 * @param jobs counts by status
 * @param workers counts by status
 * @param queueLength jobs waiting for a worker
 * @param oldestQueuedMs how long the one that waits longest has waited; absent when none waits
 * @param completedLastMinute jobs that ended in the last minute, however they ended
 */
public record Stats(
    Map<String, Long> jobs,
    Map<String, Long> workers,
    long queueLength,
    @Nullable Long oldestQueuedMs,
    long completedLastMinute) {}
