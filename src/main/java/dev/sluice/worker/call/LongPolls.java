package dev.sluice.worker.call;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.time.Timers;
import dev.sluice.wire.worker.Poll;
import dev.sluice.wire.worker.PollReply;
import dev.sluice.worker.Presence;
import dev.sluice.worker.Worker;
import dev.sluice.worker.Workers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The long polls that workers have parked here. A poll is answered as soon as there is news for its
 * worker: assignments, cancellations, or a drain.
 */
@ApplicationScoped
public class LongPolls {
  private final Dispatcher dispatcher;
  private final Presence presence;
  private final Receipts receipts;
  private final Timers timers;
  private final Map<String, ParkedPoll> parked = new ConcurrentHashMap<>();
  private volatile boolean ended;

  LongPolls(
      Jobs jobs,
      Workers workers,
      Dispatcher dispatcher,
      Presence presence,
      Receipts receipts,
      Timers timers) {
    this.dispatcher = dispatcher;
    this.presence = presence;
    this.receipts = receipts;
    this.timers = timers;
    jobs.changes().wake(this::wake);
    workers.changes().wake(this::wake);
  }

  /**
   * Claims a slot of the worker's parked poll, so that the write that assigns a job also hands it
   * out. Each slot that the poll asked for is claimed once.
   *
   * @return false when no poll waits, all its slots are claimed, or the next poll may reach another
   *     server, which cannot bring what this poll's reply leaves out
   */
  public boolean claimSlot(String workerId) {
    ParkedPoll poll = parked.get(workerId);
    return poll != null && dispatcher.isOnlyOne() && poll.claimSlot();
  }

  /** Answers all polls at once, those that come from now on too, since the server ends. */
  public void end() {
    ended = true;
    parked.values().forEach(ParkedPoll::end);
  }

  /** The poll's connection broke: the first sign of a worker that died. */
  void broke(String workerId, ParkedPoll poll) {
    if (parked.remove(workerId, poll)) {
      presence.suspect(workerId);
      poll.drop();
    }
  }

  /**
   * Parks a worker's poll until there is news for it or {@code wait} is over.
   *
   * @param ours identifies the poll when its connection breaks
   * @param max the most assignments that the reply may carry
   */
  Uni<PollReply> poll(Worker worker, ParkedPoll ours, Poll poll, int max, Duration wait) {
    ParkedPoll older = parked.put(worker.id, ours);
    if (older != null) {
      // The worker has dropped the older poll, or it would not poll again.
      older.drop();
    }
    if (ended) {
      ours.end();
    }
    Runnable cancelEnd = timers.after(wait, ours::end);
    return receipts
        .check(worker.id, poll)
        .chain(() -> answer(new Call(worker.id, dispatcher.isDraining(worker.id), poll, max), ours))
        .onTermination()
        .invoke(
            () -> {
              cancelEnd.run();
              parked.remove(worker.id, ours);
            });
  }

  /**
   * A worker's call.
   *
   * @param draining whether the worker was to drain when it called: it knows that already
   */
  private record Call(String workerId, boolean draining, Poll poll, int max) {
    boolean isNews(PollReply reply) {
      return !reply.assignments().isEmpty()
          || !reply.cancel().isEmpty()
          || reply.drain() != draining;
    }
  }

  private Uni<PollReply> answer(Call call, ParkedPoll ours) {
    if (ours.hasEnded()) {
      // The connection may be gone, so nothing is handed out.
      boolean drain = dispatcher.isDraining(call.workerId());
      return Uni.createFrom().item(new PollReply(List.of(), List.of(), drain));
    }
    long seen = ours.news().count();
    ours.offerSlots(call.max());
    return dispatcher
        .reply(call.workerId(), call.poll(), call.max())
        .chain(
            reply -> {
              if (ours.isDropped()) {
                takeBack(call.workerId(), reply);
                return answer(call, ours);
              }
              return call.isNews(reply)
                  ? Uni.createFrom().item(reply)
                  : ours.news().after(seen).chain(() -> answer(call, ours));
            });
  }

  /** The poll's connection broke while its reply was composed. */
  private void takeBack(String workerId, PollReply reply) {
    dispatcher.notSent(reply);
    ParkedPoll next = parked.get(workerId);
    if (next != null && !reply.assignments().isEmpty()) {
      next.news().advance();
    }
  }

  private void wake(JobChange change) {
    Job job = change.job();
    boolean concerns =
        change.isHandOut()
            || change.became(JobStatus.ASSIGNED)
            || isAssignedElsewhere(change)
            || job.cancelRequested;
    ParkedPoll poll = job.workerId == null ? null : parked.get(job.workerId);
    if (concerns && poll != null) {
      poll.news().advance();
    }
  }

  private static boolean isAssignedElsewhere(JobChange change) {
    return change.source() == JobChange.Source.READ && change.job().status == JobStatus.ASSIGNED;
  }

  private void wake(Workers.Change change) {
    ParkedPoll poll = parked.get(change.worker().id);
    if (poll == null || change.kind() != Workers.Change.Kind.STANDING) {
      return;
    }
    if (change.worker().deleted) {
      // Answered with nothing, the worker calls again and is refused.
      poll.end();
    } else {
      poll.news().advance();
    }
  }
}
