package dev.sluice.schedule;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Operations;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Keeps the backlog in step with the database: by the gate's signals, and by reading it anew. A
 * singleton, so that it is made and told of a change before the {@link Scheduler} that needs it:
 * made lazily it would subscribe too late, and a job that is queued be assigned only by the next
 * sweep.
 */
@Singleton
public class Queue {
  private final Jobs jobs;
  private final Backlog backlog;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;
  private final Operations operations;

  Queue(Jobs jobs, JobConfig jobConfig, ScheduleConfig config, Operations operations) {
    this.jobs = jobs;
    this.backlog = new Backlog(config.backlog());
    this.jobConfig = jobConfig;
    this.config = config;
    this.operations = operations;
    jobs.changes().subscribe(this::follow);
  }

  Backlog backlog() {
    return backlog;
  }

  /** Reads the head of the queue: the most urgent, and the oldest so that none is overlooked. */
  Uni<Void> refill() {
    Uni<List<Job>> urgent = head(orderBy(descending("priority"), ascending("queuedAt")));
    return urgent
        .chain(
            found ->
                found.size() < config.backlog()
                    ? Uni.createFrom().item(found)
                    : head(ascending("queuedAt"))
                        .map(
                            oldest ->
                                java.util.stream.Stream.concat(found.stream(), oldest.stream())
                                    .toList()))
        .invoke(
            found ->
                backlog.refill(
                    found.stream().map(job -> QueuedJob.of(job, jobConfig.ageing())).toList(),
                    found.size() >= config.backlog()))
        .replaceWithVoid();
  }

  /** Looks up jobs that could not be assigned although they were held to be queued. */
  Uni<Void> recheck(List<String> ids) {
    ids.forEach(backlog::remove);
    return jobs.find(ids)
        .invoke(
            found ->
                found.stream()
                    .filter(job -> job.status == JobStatus.QUEUED)
                    .forEach(job -> backlog.add(QueuedJob.of(job, jobConfig.ageing()))))
        .replaceWithVoid();
  }

  private Uni<List<Job>> head(org.bson.conversions.Bson order) {
    FindOptions options =
        new FindOptions()
            .filter(eq("status", JobStatus.QUEUED))
            .sort(order)
            .limit(config.backlog());
    return Job.<Job>mongoCollection().find(options).collect().asList();
  }

  private void follow(JobChange change) {
    if (change.job().status == JobStatus.QUEUED) {
      backlog.add(QueuedJob.of(change.job(), jobConfig.ageing()));
    } else {
      backlog.remove(change.job().id);
    }
  }

  /** Whether the server itself answers the operation. */
  boolean isForServer(QueuedJob job) {
    return operations.isOnServer(job.operation());
  }
}
