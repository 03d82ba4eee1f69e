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
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.Stored;
import dev.sluice.time.Backoff;
import dev.sluice.time.Topic;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gate: the only writer of jobs. Every change is one conditional write on one document,
 * filtered on the status (and the lease) that it expects. If the filter matches nothing, another
 * writer was first; the answer is then a null item, which is not an error. Every write is published
 * to {@link #changes()}; so is a read that shows a write of which this server does not know, such
 * as one whose answer was lost.
 */
@ApplicationScoped
public class Jobs {
  private static final Logger LOG = Logger.getLogger(Jobs.class);

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final JobUpdates updates;
  private final RetryPolicy retryPolicy;
  private final Topic<JobChange> changes = new Topic<>();
  private final Topic<Job> deleted = new Topic<>();
  private final HeldJobs held = new HeldJobs();

  /**
   * @param jitter from 0 to 1, for the waits of retries
   */
  public Jobs(JobConfig config, Clock clock, DoubleSupplier jitter) {
    this.updates = new JobUpdates(clock, config.retention());
    this.retryPolicy =
        new RetryPolicy(
            config.poisonAfter(), new Backoff(config.retryFirst(), config.retryLongest()), jitter);
    changes.project(held::follow);
  }

  /**
   * Publishes every write, and newer states that reads show, on the thread of the store's answer.
   */
  public Topic<JobChange> changes() {
    return changes;
  }

  /** Publishes each deletion of a finished job. */
  public Topic<Job> deleted() {
    return deleted;
  }

  public HeldJobs held() {
    return held;
  }

  /** The job; a null item if it does not exist. */
  public Uni<@Nullable Job> find(String id) {
    return jobs().find(eq("_id", id)).collect().first().onItem().ifNotNull().invoke(this::read);
  }

  /**
   * The job.
   *
   * @return fails with a 404 problem if the job does not exist
   */
  public Uni<Job> get(String id) {
    return find(id).onItem().ifNull().failWith(() -> JobId.unknown(id));
  }

  /**
   * Reads the held jobs from the store: when this process starts to lead, and periodically
   * afterwards, since a write may have succeeded although its answer was lost.
   */
  public Uni<Void> recoverHeld() {
    List<String> known = held.all().stream().map(job -> job.id).toList();
    return jobs()
        .find(or(in("status", JobStatus.ASSIGNED, JobStatus.RUNNING), in("_id", known)))
        .collect()
        .asList()
        .invoke(found -> found.forEach(this::read))
        .replaceWithVoid();
  }

  /**
   * Reads jobs that another server wrote, and publishes what is news: jobs that workers hold as a
   * whole, others without their payload.
   */
  Uni<Void> readAgain(Collection<String> ids) {
    return JobLookup.heads(ids)
        .map(heads -> heads.stream().filter(held::isNews).toList())
        .chain(
            news -> {
              news.stream()
                  .filter(head -> !head.status.isHeld())
                  .forEach(head -> changes.publish(JobChange.readOfHead(head)));
              return JobLookup.all(
                  news.stream().filter(head -> head.status.isHeld()).map(head -> head.id).toList());
            })
        .invoke(found -> found.forEach(this::read))
        .replaceWithVoid();
  }

  /** A page of the queued jobs, as {@link JobLookup#queuedAfter}. */
  public Uni<List<Job>> queuedAfter(String id, int limit) {
    return JobLookup.queuedAfter(id, limit);
  }

  /** The existing ones among these jobs, as {@link JobLookup#heads}. */
  public Uni<List<Job>> heads(Collection<String> ids) {
    return JobLookup.heads(ids);
  }

  /** Stores a new job. A stored job with the same id is kept as it is. */
  public Uni<Void> submit(Job job) {
    return jobs()
        .insertOne(job)
        .invoke(stored -> publish(job, null))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** Stores new jobs in one write. Stored jobs with the same ids are kept as they are. */
  public Uni<Void> submitAll(List<Job> all) {
    return jobs()
        .insertMany(all, new InsertManyOptions().ordered(false))
        .invoke(stored -> all.forEach(job -> publish(job, null)))
        .onFailure(MongoBulkWriteException.class)
        .invoke(e -> Stored.inSpiteOf(e, all).forEach(job -> publish(job, null)))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /**
   * Stores jobs of another store in one write. Stored jobs with the same ids are kept as they are.
   * One that has ended elsewhere is published as read: it is no end of this server's.
   */
  public Uni<Void> restoreAll(List<Job> all) {
    return all.isEmpty()
        ? Uni.createFrom().voidItem()
        : jobs()
            .insertMany(all, new InsertManyOptions().ordered(false))
            .invoke(stored -> all.forEach(this::restored))
            .onFailure(MongoBulkWriteException.class)
            .invoke(e -> Stored.inSpiteOf(e, all).forEach(this::restored))
            .replaceWithVoid()
            .onFailure(Stored::isDuplicate)
            .recoverWithNull();
  }

  private void restored(Job job) {
    if (job.status.isFinal()) {
      changes.publish(JobChange.read(job));
    } else {
      publish(job, null);
    }
  }

  /** Queues a submitted job: exactly one of many callers gets the job, the others a null item. */
  public Uni<@Nullable Job> open(String id) {
    return move(eq("_id", id), JobStatus.SUBMITTED, JobStatus.QUEUED, updates.opened());
  }

  /**
   * Assigns queued jobs to workers in one round trip. A job whose worker is polling becomes RUNNING
   * by the same write (decision 0013).
   *
   * @return the jobs that this call assigned, as stored now
   */
  public Uni<List<Job>> assign(List<Placement> placements) {
    if (placements.size() == 1) {
      Placement only = placements.get(0);
      return move(
              JobUpdates.assignable(only),
              JobStatus.QUEUED,
              only.becomes(),
              updates.assignment(only))
          .map(job -> job == null ? List.of() : List.of(job));
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
        .chain(() -> JobLookup.all(ids))
        .map(found -> won(tokens, found));
  }

  private List<Job> won(Collection<String> tokens, List<Job> found) {
    List<Job> won = found.stream().filter(job -> isUnderOneOf(tokens, job)).toList();
    won.forEach(job -> publish(job, JobStatus.QUEUED));
    found.stream().filter(job -> !won.contains(job)).forEach(this::read);
    return won;
  }

  /** The worker fetched the assignment. */
  public Uni<@Nullable Job> fetched(Job job) {
    return move(
        JobUpdates.heldUnder(job), JobStatus.ASSIGNED, JobStatus.RUNNING, updates.started(job));
  }

  /** The assignment did not reach the worker: queues the job again. */
  public Uni<@Nullable Job> unfetched(Job job, String why) {
    return tryAgain(job, Duration.ZERO, AttemptEnd.notFetched(why), AttemptOutput.NONE);
  }

  /**
   * Ends the attempt that {@code job} is in: the job is over, or queued for another attempt.
   *
   * @return the job as stored now; a null item if the attempt had already ended
   */
  public Uni<@Nullable Job> end(Job job, AttemptEnd end, AttemptOutput output) {
    RetryPolicy.Decision decision =
        retryPolicy.after(job, end.reason(), output.totals().chunks() > 0);
    return decision instanceof RetryPolicy.TryAgain again
        ? tryAgain(job, again.delay(), end, output)
        : finish(job, (RetryPolicy.Finish) decision, end, output);
  }

  private Uni<@Nullable Job> finish(
      Job job, RetryPolicy.Finish finish, AttemptEnd end, AttemptOutput output) {
    Uni<AttemptEnd> known =
        finish.reason() == EndReason.POISON
            ? output.lastLines().map(end::withEvidence)
            : Uni.createFrom().item(end);
    return known.chain(
        e ->
            move(
                JobUpdates.heldUnder(job),
                job.status,
                finish.status(),
                updates.attemptEnded(job, e, finish.reason(), output.totals()),
                updates.over(e, finish.reason(), output.totals()),
                finish.status() == JobStatus.COMPLETED
                    ? JobUpdates.secretsForgotten(job)
                    : combine()));
  }

  /**
   * Queues the job again, unless a client asked for its cancellation since {@code job} was read.
   */
  private Uni<@Nullable Job> tryAgain(
      Job job, Duration delay, AttemptEnd end, AttemptOutput output) {
    return move(
            and(JobUpdates.heldUnder(job), ne("cancelRequested", true)),
            job.status,
            JobStatus.QUEUED,
            updates.attemptEnded(job, end, end.reason(), output.totals()),
            updates.queuedAgain(delay))
        .onItem()
        .ifNull()
        .switchTo(() -> find(job.id).chain(now -> endIfCancelled(job, now, end, output)));
  }

  private Uni<@Nullable Job> endIfCancelled(
      Job before, @Nullable Job now, AttemptEnd end, AttemptOutput output) {
    return now != null && now.cancelRequested && now.isHeldLike(before)
        ? end(now, end, output)
        : Uni.createFrom().nullItem();
  }

  /** Cancels a job that no worker has fetched. */
  public Uni<@Nullable Job> cancelUnfetched(Job job, EndReason reason) {
    AttemptEnd end = AttemptEnd.cancelled(reason);
    if (job.status.isHeld()) {
      return move(
          JobUpdates.heldUnder(job),
          job.status,
          JobStatus.CANCELLED,
          updates.attemptEnded(job, end, reason, OutputTotals.NONE),
          updates.over(end, reason, OutputTotals.NONE));
    }
    OutputTotals printed = job.lastAttempt().map(Attempt::totals).orElse(OutputTotals.NONE);
    return move(
        eq("_id", job.id), job.status, JobStatus.CANCELLED, updates.over(end, reason, printed));
  }

  /**
   * Requests the cancellation of a running job. Its worker receives the request, ends the attempt
   * and reports it.
   */
  public Uni<@Nullable Job> requestCancel(Job job) {
    return change(
        and(eq("_id", job.id), eq("status", JobStatus.RUNNING)),
        JobStatus.RUNNING,
        combine(inc("revision", 1L), set("cancelRequested", true)));
  }

  /** Queues a failed or cancelled job again, unless it was written since {@code job} was read. */
  public Uni<@Nullable Job> retry(Job job) {
    return move(JobUpdates.unchanged(job), job.status, JobStatus.QUEUED, updates.retried(job));
  }

  /** Stores a late result with its attempt, as evidence. */
  public Uni<Void> keepLate(Job job, int attempt, LateResult late) {
    return jobs()
        .updateOne(
            eq("_id", job.id),
            combine(inc("revision", 1L), set("attempts." + (attempt - 1) + ".late", late)))
        .replaceWithVoid();
  }

  /**
   * Deletes a finished job, unless it was written since {@code job} was read. The caller deletes
   * its output first.
   */
  public Uni<Boolean> delete(Job job) {
    return jobs()
        .deleteOne(JobUpdates.unchanged(job))
        .map(answer -> answer.getDeletedCount() > 0)
        .invoke(
            gone -> {
              if (gone) {
                deleted.publish(job);
              }
            });
  }

  private Uni<@Nullable Job> move(Bson filter, JobStatus from, JobStatus to, Bson... changed) {
    if (!from.mayBecome(to)) {
      throw new IllegalStateException("a job that is " + from + " cannot become " + to);
    }
    return change(and(filter, eq("status", from)), from, JobUpdates.moved(to, changed));
  }

  private Uni<@Nullable Job> change(Bson filter, JobStatus from, Bson update) {
    return jobs()
        .findOneAndUpdate(filter, update, AFTER)
        .onItem()
        .ifNotNull()
        .invoke(written -> publish(written, from));
  }

  /** Publishes what a read shows, if it is news. */
  private void read(Job job) {
    if (held.isNews(job)) {
      changes.publish(JobChange.read(job));
    }
  }

  private void publish(Job job, @Nullable JobStatus from) {
    JobChange change = new JobChange(job, from);
    change
        .interrupted()
        .ifPresentOrElse(
            attempt ->
                LOG.infof(
                    "job %s: attempt %d on worker %s ended with %s; the job is %s",
                    job.id, attempt.number(), attempt.workerId(), attempt.reason(), job.status),
            () ->
                LOG.debugf(
                    "job %s: %s → %s, attempt %d, worker %s, reason %s",
                    job.id, from, job.status, job.attemptNumber(), job.workerId, job.reason));
    changes.publish(change);
  }

  private static boolean isUnderOneOf(Collection<String> tokens, Job job) {
    return job.lease != null && tokens.contains(job.lease.token());
  }

  private static ReactiveMongoCollection<Job> jobs() {
    return Job.mongoCollection();
  }
}
