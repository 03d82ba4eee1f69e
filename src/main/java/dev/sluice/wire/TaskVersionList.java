package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a task's versions, the newest first.
 *
 * @param total how many there are on all pages
 * @param next opaque cursor of the next page; absent on the last
 */
public record TaskVersionList(
    String name, int total, List<TaskVersionView> versions, @Nullable String next) {}
