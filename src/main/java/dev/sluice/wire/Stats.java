package dev.sluice.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the whole system in numbers. The counts by status have an entry for each status.
 *
 * @param jobs counts by status
 * @param workers counts by status
 * @param processes counts by status
 * @param queueLength jobs waiting for a worker
 * @param oldestQueuedMs the age of the oldest queued job; absent if the queue is empty
 * @param completedLastMinute jobs that ended in the last minute, in any final status
 */
public record Stats(
    Map<String, Long> jobs,
    Map<String, Long> workers,
    Map<String, Long> processes,
    long queueLength,
    @Nullable Long oldestQueuedMs,
    long completedLastMinute) {}
