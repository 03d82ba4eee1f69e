package dev.sluice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next opaque cursor of the next page; absent on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {}
