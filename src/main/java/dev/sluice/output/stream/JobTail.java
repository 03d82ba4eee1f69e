package dev.sluice.output.stream;

import dev.sluice.job.Job;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of one job share: the newest state of the job, the known end of its log, and the
 * readers that wait for more. It holds no output, so a slow reader delays no other.
 */
final class JobTail {
  private final String jobId;

  /** A set, since each of thousands of readers may remove itself. */
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

  /** The newest state; null until the first is offered. */
  synchronized @Nullable Job known() {
    return job;
  }

  /** The newest state, of a tail that was entered. */
  Job job() {
    return Objects.requireNonNull(known(), "a tail is entered before it is read");
  }

  /** Counts the changes; see {@link #news}. */
  synchronized long version() {
    return version;
  }

  /** Number of the next chunk of {@code attempt}; -1 when this server does not append to it. */
  synchronized long endOf(int attempt) {
    return attempt == liveAttempt ? liveEnd : -1;
  }

  synchronized void enter() {
    readers++;
  }

  /** Returns whether no reader is left. */
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

  /** A new attempt has no log yet, so no reader looks for one. */
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

  /** Wakes every reader, for keep-alives and for chunks that another server stored. */
  void tick() {
    List<Runnable> wake;
    synchronized (this) {
      wake = changed();
    }
    wake.forEach(Runnable::run);
  }

  /** Completes once the version is no longer {@code seen}. */
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
