package dev.sluice.wire;

import java.util.List;

/**
 * A worker is alive; this also renews the leases of the attempts it lists.
 *
 * @param cpuUsage of the whole machine, percent 0–100
 * @param ramFreeMb available memory, MiB
 */
public record Heartbeat(double cpuUsage, long ramFreeMb, List<RunningAttempt> running) {}
