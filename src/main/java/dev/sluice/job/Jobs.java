package dev.sluice.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.sluice.store.Stored;
import dev.sluice.time.Topic;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The gate: the only writer of jobs. Every change is one conditional write on one document,
 * filtered on the status (and the lease) that it expects; no match means that somebody else was
 * first, and is an ordinary answer. Once written, listeners of {@link #changes()} are told.
 */
@ApplicationScoped
public class Jobs {
  /** Reason of an attempt that never reached its worker. */
  static final String NOT_FETCHED = "NOT_FETCHED";

  /** Reason of an attempt that its worker gave back when it was shut down. */
  static final String HANDED_BACK = "HANDED_BACK";

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final JobUpdates updates;
  private final RetryPolicy retryPolicy;
  private final Instance<AttemptOutput> output;
  private final Topic<JobChange> changes = new Topic<>();
  private final HeldJobs held = new HeldJobs();

  /**
   * @param output looked up when needed, since it follows this gate in turn
   */
  public Jobs(JobConfig config, Clock clock, Instance<AttemptOutput> output) {
    this.updates = new JobUpdates(clock, config.retention());
    this.output = output;
    this.retryPolicy = new RetryPolicy(config.poisonAfter());
  }

  /** Tells of every write, on the thread that learned of its success. */
  public Topic<JobChange> changes() {
    return changes;
  }

  public HeldJobs held() {
    return held;
  }

  public Uni<Optional<Job>> find(String id) {
    return jobs()
        .find(eq("_id", id))
        .collect()
        .first()
        .map(Optional::ofNullable)
        .invoke(found -> found.ifPresent(held::follow));
  }

  /** Those of the jobs that are there, in no order. */
  public Uni<List<Job>> all(Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : jobs().find(in("_id", ids)).collect().asList();
  }

  /**
   * Reads the held jobs from the database: when this process starts to lead, and now and then
   * afterwards, since a write may have been done although its answer was lost.
   */
  public Uni<Void> recoverHeld() {
    List<String> known = held.all().stream().map(job -> job.id).toList();
    return jobs()
        .find(or(in("status", JobStatus.ASSIGNED, JobStatus.RUNNING), in("_id", known)))
        .collect()
        .asList()
        .invoke(found -> found.forEach(held::follow))
        .replaceWithVoid();
  }

  /** Stores a new job; a job with this id that is there already stays, and is no error. */
  public Uni<Void> submit(Job job) {
    return jobs()
        .insertOne(job)
        .invoke(stored -> told(job, null))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** Stores new jobs in one write; those whose id is there already stay as they are. */
  public Uni<Void> submitAll(List<Job> all) {
    return jobs()
        .insertMany(all, new InsertManyOptions().ordered(false))
        .invoke(stored -> all.forEach(job -> told(job, null)))
        .onFailure(MongoBulkWriteException.class)
        .invoke(e -> Stored.inSpiteOf(e, all).forEach(job -> told(job, null)))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** Takes the payload exactly once: of many openers one gets the job, the others nothing. */
  public Uni<Optional<Job>> open(String id) {
    return move(eq("_id", id), JobStatus.SUBMITTED, JobStatus.QUEUED, updates.opened());
  }

  /**
   * Promises queued jobs to workers, all in one round trip; one whose worker is waiting for it is
   * handed out by the same write (decision 0013).
   *
   * @return those that were still to be had, as they stand now
   */
  public Uni<List<Job>> assign(List<Placement> placements) {
    if (placements.size() == 1) {
      Placement only = placements.get(0);
      return move(
              JobUpdates.assignable(only),
              JobStatus.QUEUED,
              only.becomes(),
              updates.assignment(only))
          .map(job -> job.map(List::of).orElse(List.of()));
    }
    List<WriteModel<Job>> writes = new ArrayList<>();
    for (Placement placement : placements) {
      writes.add(
          new UpdateOneModel<>(
              and(JobUpdates.assignable(placement), eq("status", JobStatus.QUEUED)),
              JobUpdates.moved(placement.becomes(), updates.assignment(placement))));
    }
    List<String> tokens = placements.stream().map(p -> p.lease().token()).toList();
    List<String> ids = placements.stream().map(Placement::jobId).toList();
    return jobs()
        .bulkWrite(writes, new BulkWriteOptions().ordered(false))
        .chain(() -> jobs().find(in("_id", ids)).collect().asList())
        .map(found -> found.stream().filter(job -> isUnderOneOf(tokens, job)).toList())
        .invoke(won -> won.forEach(job -> told(job, JobStatus.QUEUED)));
  }

  /** The worker has the assignment in hand. */
  public Uni<Optional<Job>> fetched(Job job) {
    return move(
        JobUpdates.heldUnder(job), JobStatus.ASSIGNED, JobStatus.RUNNING, updates.started(job));
  }

  /**
   * Ends the attempt that {@code job} is in: the job is over, or queued again for another try.
   *
   * @return the job as it stands now; nothing when the attempt had ended already
   */
  public Uni<Optional<Job>> end(Job job, Ending ending) {
    RetryPolicy.Verdict verdict = retryPolicy.judge(job, ending.outcome());
    boolean cancelled = job.cancelRequested && ending.outcome() != Outcome.COMPLETED;
    JobStatus to =
        cancelled || ending.outcome() == Outcome.CANCELLED
            ? JobStatus.CANCELLED
            : ending.outcome() == Outcome.COMPLETED
                ? JobStatus.COMPLETED
                : verdict.retry() ? JobStatus.QUEUED : JobStatus.FAILED;
    String reason = to == JobStatus.FAILED ? verdict.reason() : ending.outcome().name();
    return output.get().totals(job).chain(totals -> end(job, ending, to, reason, totals));
  }

  private Uni<Optional<Job>> end(
      Job job, Ending ending, JobStatus to, String reason, OutputTotals totals) {
    Bson attempt = updates.attemptEnded(job, ending, reason, totals);
    if (to == JobStatus.QUEUED) {
      return tryAgain(job, ending, attempt);
    }
    return witnessed(job, ending, reason)
        .chain(
            known ->
                move(
                    JobUpdates.heldUnder(job),
                    job.status,
                    to,
                    attempt,
                    updates.over(known, reason, totals)));
  }

  /** Whoever ran it is dead: what it printed last is all there is to learn from. */
  private Uni<Ending> witnessed(Job job, Ending ending, String reason) {
    return reason.equals(RetryPolicy.POISON)
        ? output.get().lastWords(job).map(ending::withEvidence)
        : Uni.createFrom().item(ending);
  }

  /** Unless its cancellation was asked for in the meantime: then that is how it ends. */
  private Uni<Optional<Job>> tryAgain(Job job, Ending ending, Bson attempt) {
    Bson notCancelled = and(JobUpdates.heldUnder(job), ne("cancelRequested", true));
    return move(notCancelled, job.status, JobStatus.QUEUED, attempt, updates.queuedAgain())
        .chain(
            queued ->
                queued.isPresent()
                    ? Uni.createFrom().item(queued)
                    : find(job.id).chain(now -> endIfCancelled(job, now, ending)));
  }

  private Uni<Optional<Job>> endIfCancelled(Job before, Optional<Job> now, Ending ending) {
    return now.filter(job -> job.cancelRequested && job.isHeldLike(before))
        .map(job -> end(job, ending))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /** A held attempt whose worker is gone for good. */
  public Uni<Optional<Job>> workerLost(Job job, String why) {
    return end(job, Ending.saidByServer(Outcome.WORKER_LOST, "worker_lost", why));
  }

  /** An assignment that was never fetched: the job goes back into the queue as if not assigned. */
  public Uni<Optional<Job>> unfetched(Job job, String why) {
    Ending ending = Ending.saidByServer(Outcome.WORKER_REPORTED, "not_fetched", why);
    return move(
        JobUpdates.heldUnder(job),
        JobStatus.ASSIGNED,
        JobStatus.QUEUED,
        updates.attemptEnded(job, ending, NOT_FETCHED, OutputTotals.NONE),
        updates.queuedAgain());
  }

  /** A worker that is being shut down gives back what it was running: that is nobody's failure. */
  public Uni<Optional<Job>> handedBack(Job job) {
    Ending ending =
        Ending.saidByServer(Outcome.WORKER_REPORTED, "worker_stopped", "its worker was stopped");
    return output
        .get()
        .totals(job)
        .chain(
            totals ->
                tryAgain(job, ending, updates.attemptEnded(job, ending, HANDED_BACK, totals)));
  }

  /** The server's own time limit, for when a worker does not keep to it. */
  public Uni<Optional<Job>> overdue(Job job, String message) {
    return end(job, Ending.saidByServer(Outcome.TIMEOUT, "timeout", message));
  }

  /** Cancels a job that no worker has in hand. */
  public Uni<Optional<Job>> cancelUnfetched(Job job, String reason) {
    Ending ending = Ending.saidByServer(Outcome.CANCELLED, "cancelled", "cancelled before it ran");
    return output
        .get()
        .totals(job)
        .chain(
            totals -> {
              Bson over = updates.over(ending, reason, totals);
              Bson written =
                  job.status.isHeld()
                      ? combine(updates.attemptEnded(job, ending, reason, totals), over)
                      : over;
              Bson same = job.status.isHeld() ? JobUpdates.heldUnder(job) : eq("_id", job.id);
              return move(same, job.status, JobStatus.CANCELLED, written);
            });
  }

  /** Notes that a running job is to be cancelled; its worker is told, and reports. */
  public Uni<Optional<Job>> requestCancel(Job job) {
    return change(
        and(eq("_id", job.id), eq("status", JobStatus.RUNNING)),
        JobStatus.RUNNING,
        combine(inc("revision", 1L), set("cancelRequested", true)));
  }

  /** Queues a job that has ended badly once more, if nobody wrote it since it was read. */
  public Uni<Optional<Job>> retry(Job job) {
    return move(JobUpdates.unchanged(job), job.status, JobStatus.QUEUED, updates.retried(job));
  }

  /** Keeps a result that came too late with the attempt it belongs to. */
  public Uni<Void> keepLate(Job job, int attempt, LateResult late) {
    return jobs()
        .updateOne(
            eq("_id", job.id),
            combine(inc("revision", 1L), set("attempts." + (attempt - 1) + ".late", late)))
        .replaceWithVoid();
  }

  /**
   * Deletes a finished job whose time is over, unless it was written since it was read; its output
   * is deleted first by the caller.
   */
  public Uni<Boolean> delete(Job job) {
    return jobs()
        .deleteOne(JobUpdates.unchanged(job))
        .map(deleted -> deleted.getDeletedCount() > 0);
  }

  private Uni<Optional<Job>> move(Bson filter, JobStatus from, JobStatus to, Bson... changed) {
    if (!from.mayBecome(to)) {
      throw new IllegalStateException("a job that is " + from + " cannot become " + to);
    }
    return change(and(filter, eq("status", from)), from, JobUpdates.moved(to, changed));
  }

  private Uni<Optional<Job>> change(Bson filter, JobStatus from, Bson update) {
    return jobs()
        .findOneAndUpdate(filter, update, AFTER)
        .map(Optional::ofNullable)
        .invoke(written -> written.ifPresent(job -> told(job, from)));
  }

  private void told(Job job, @Nullable JobStatus from) {
    held.follow(job);
    changes.publish(new JobChange(job, from));
  }

  private static boolean isUnderOneOf(Collection<String> tokens, Job job) {
    return job.lease != null && tokens.contains(job.lease.token());
  }

  private static ReactiveMongoCollection<Job> jobs() {
    return Job.mongoCollection();
  }
}
