package dev.sluice.wire.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a task's versions, newest first.
 *
 * @param disabledSince when the task was disabled: it takes no new jobs; absent when it is enabled
 * @param total the number of versions on all pages
 * @param next opaque cursor of the next page; absent on the last
 */
public record TaskVersionList(
    String name,
    @Nullable Instant disabledSince,
    int total,
    List<TaskVersionView> versions,
    @Nullable String next) {}
