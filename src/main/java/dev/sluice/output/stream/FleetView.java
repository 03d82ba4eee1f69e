package dev.sluice.output.stream;

import dev.sluice.job.Job;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The facts about the fleet that streams show; the scheduler implements it. */
public interface FleetView {
  Pending pending(Job job);

  /** Milliseconds since this server last heard from the worker; empty for an unknown worker. */
  OptionalLong heartbeatAgeMs(String workerId);

  /**
   * Why a queued job is not running yet.
   *
   * @param position in the queue, from 1; 0 when it is past the part that is held in memory
   * @param waitingOn counts of workers by what keeps them from taking the job; {@code workers: 0}
   *     when no worker is registered
   * @param spawnJobId the job that starts the process it waits for; null if no job starts one
   */
  record Pending(int position, Map<String, Integer> waitingOn, @Nullable String spawnJobId) {
    /** Waits for no process. */
    public Pending(int position, Map<String, Integer> waitingOn) {
      this(position, waitingOn, null);
    }
  }
}
