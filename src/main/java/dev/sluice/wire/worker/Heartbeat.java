package dev.sluice.wire.worker;

import java.util.List;

/**
 * Tells the server that a worker is alive; renews the leases of the attempts that it lists.
 *
 * @param cpuUsage of the whole machine, percent 0–100
 * @param ramFreeMb available memory, MiB
 * @param ending the worker ends: it hands back what it runs, and takes no new work
 * @param processes that it keeps running, and those that ended of late
 */
public record Heartbeat(
    double cpuUsage,
    long ramFreeMb,
    List<RunningAttempt> running,
    boolean ending,
    List<NodeProcess> processes) {

  /** Of a worker that keeps no processes. */
  public Heartbeat(double cpuUsage, long ramFreeMb, List<RunningAttempt> running, boolean ending) {
    this(cpuUsage, ramFreeMb, running, ending, List.of());
  }
}
