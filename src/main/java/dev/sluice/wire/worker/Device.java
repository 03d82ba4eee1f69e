package dev.sluice.wire.worker;

import org.jspecify.annotations.Nullable;

/**
 * A processor of a worker node.
 *
 * @param id unique on its node, as {@code CPU-0} or {@code GPU-1}
 * @param name of its model, for people
 * @param deviceType {@code cpu}, {@code gpu}, or another kind in lower case
 * @param vramGb memory of its own, GiB, rounded; absent if it has none or does not report it
 * @param computeCapability the version of its instruction set, as {@code 8.9} for CUDA
 */
public record Device(
    String id,
    String name,
    String deviceType,
    @Nullable Long vramGb,
    @Nullable String computeCapability) {}
