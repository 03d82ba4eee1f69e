package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.time.EventCount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state that the readers of one job share: the newest state of the job, the known end of its
 * log, and the readers that wait for more. It holds no output, so a slow reader delays no other.
 */
final class JobTail {
  private final String jobId;
  private final EventCount changes = new EventCount();
  private @Nullable Job job;
  private int liveAttempt;
  private long liveEnd;

  /** Whether nothing is known to follow {@link #liveEnd}. */
  private boolean endIsKnown;

  private int readers;
  private boolean cut;

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

  /** Counts the changes of what this object shares. */
  EventCount changes() {
    return changes;
  }

  /** Number of the next chunk of {@code attempt}; -1 when only the store knows it. */
  synchronized long endOf(int attempt) {
    return attempt == liveAttempt && endIsKnown ? liveEnd : -1;
  }

  synchronized void enter() {
    readers++;
  }

  /** Returns whether no reader is left. */
  synchronized boolean leave() {
    return --readers == 0;
  }

  void offer(Job newer) {
    synchronized (this) {
      if (job != null && job.revision >= newer.revision) {
        return;
      }
      job = newer;
    }
    changes.advance();
  }

  /** A new attempt has no log yet, so no reader looks for one. */
  synchronized void begun(int attempt) {
    if (attempt > liveAttempt) {
      liveAttempt = attempt;
      liveEnd = 0;
      endIsKnown = true;
    }
  }

  void appended(int attempt, long nextSeq) {
    synchronized (this) {
      if (attempt < liveAttempt || (attempt == liveAttempt && nextSeq <= liveEnd)) {
        return;
      }
      liveAttempt = attempt;
      liveEnd = nextSeq;
      endIsKnown = true;
    }
    changes.advance();
  }

  /** Cuts the streams of all readers, since the server ends. */
  void cut() {
    synchronized (this) {
      cut = true;
    }
    changes.advance();
  }

  synchronized boolean isCut() {
    return cut;
  }

  /**
   * Wakes every reader, for keep-alives and for chunks that another server stored.
   *
   * @param mayMissSignals whether readers are to look into the store once
   */
  void tick(boolean mayMissSignals) {
    synchronized (this) {
      endIsKnown &= !mayMissSignals;
    }
    changes.advance();
  }
}
