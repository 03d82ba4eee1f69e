package dev.sluice.output.stream;

import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of one job share while there are any: the newest state of the job, how far its
 * log is known to reach, and who waits for more. It holds no output, so a slow reader holds up
 * nothing.
 */
final class JobTail {
  private final String jobId;

  /** A set, as each of thousands takes itself out again. */
  private final Set<Runnable> waiting = new LinkedHashSet<>();

  private @Nullable Job job;
  private int liveAttempt;
  private long liveEnd;
  private long version;
  private int readers;

  JobTail(String jobId) {
    this.jobId = jobId;
  }

  String jobId() {
    return jobId;
  }

  synchronized @Nullable Job job() {
    return job;
  }

  /** Counts every news; see {@link #news}. */
  synchronized long version() {
    return version;
  }

  /** Number of the chunk that will come next in {@code attempt}; -1 when not known here. */
  synchronized long endOf(int attempt) {
    return attempt == liveAttempt ? liveEnd : -1;
  }

  synchronized void enter() {
    readers++;
  }

  /** Returns whether nobody is left. */
  synchronized boolean leave() {
    return --readers == 0;
  }

  void offer(Job newer) {
    List<Runnable> wake;
    synchronized (this) {
      if (job != null && job.revision >= newer.revision) {
        return;
      }
      job = newer;
      wake = changed();
    }
    wake.forEach(Runnable::run);
  }

  /** A new attempt has no log yet: nobody need look for it. */
  synchronized void begun(int attempt) {
    if (attempt > liveAttempt) {
      liveAttempt = attempt;
      liveEnd = 0;
    }
  }

  void appended(int attempt, long nextSeq) {
    List<Runnable> wake;
    synchronized (this) {
      if (attempt < liveAttempt || (attempt == liveAttempt && nextSeq <= liveEnd)) {
        return;
      }
      liveAttempt = attempt;
      liveEnd = nextSeq;
      wake = changed();
    }
    wake.forEach(Runnable::run);
  }

  /** Time passed: every reader looks around. */
  void tick() {
    List<Runnable> wake;
    synchronized (this) {
      wake = changed();
    }
    wake.forEach(Runnable::run);
  }

  /** Completes once there is news that a reader who has seen {@code seen} does not know. */
  Uni<Void> news(long seen) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Runnable wake = () -> emitter.complete(null);
              synchronized (this) {
                if (version == seen) {
                  waiting.add(wake);
                  emitter.onTermination(() -> stopWaiting(wake));
                  return;
                }
              }
              wake.run();
            });
  }

  private synchronized void stopWaiting(Runnable wake) {
    waiting.remove(wake);
  }

  private List<Runnable> changed() {
    version++;
    List<Runnable> wake = List.copyOf(waiting);
    waiting.clear();
    return wake;
  }
}
