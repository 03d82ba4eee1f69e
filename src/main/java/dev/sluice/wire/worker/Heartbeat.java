package dev.sluice.wire.worker;

import java.util.List;

/**
 * Tells the server that a worker is alive; renews the leases of the attempts that it lists.
 *
 * @param cpuUsage of the whole machine, percent 0–100
 * @param ramFreeMb available memory, MiB
 * @param ending the worker ends: it hands back what it runs, and takes no new work
 */
public record Heartbeat(
    double cpuUsage, long ramFreeMb, List<RunningAttempt> running, boolean ending) {}
