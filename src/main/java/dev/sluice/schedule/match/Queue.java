package dev.sluice.schedule.match;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.submit.Operations;
import io.quarkus.mongodb.FindOptions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps the backlog in step with the database: by the gate's signals, and by reading it anew. */
@Singleton
public class Queue {
  private final Backlog backlog;
  private final JobConfig jobConfig;
  private final ScheduleConfig config;
  private final Operations operations;

  public Queue(Jobs jobs, JobConfig jobConfig, ScheduleConfig config, Operations operations) {
    this.backlog = new Backlog(config.backlog());
    this.jobConfig = jobConfig;
    this.config = config;
    this.operations = operations;
    jobs.changes().project(change -> follow(change.job()));
  }

  public Backlog backlog() {
    return backlog;
  }

  /** Reads the head of the queue: the most urgent, and the oldest so that none is overlooked. */
  public Uni<Void> refill() {
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

  private Uni<List<Job>> head(org.bson.conversions.Bson order) {
    FindOptions options =
        new FindOptions()
            .filter(eq("status", JobStatus.QUEUED))
            .sort(order)
            .limit(config.backlog());
    return Job.<Job>mongoCollection().find(options).collect().asList();
  }

  /**
   * Looks up again what was thought to be queued and could not be assigned: what is held here was
   * read before it changed, and would otherwise be tried, and keep room from others, for ever.
   */
  public Uni<Void> recheck(Collection<String> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Set<String> gone = new HashSet<>(ids);
    return Job.<Job>mongoCollection()
        .find(in("_id", ids))
        .collect()
        .asList()
        .invoke(
            found -> {
              found.forEach(this::follow);
              found.forEach(job -> gone.remove(job.id));
              gone.forEach(backlog::remove);
            })
        .replaceWithVoid();
  }

  private void follow(Job job) {
    if (job.status == JobStatus.QUEUED) {
      backlog.add(QueuedJob.of(job, jobConfig.ageing()));
    } else {
      backlog.left(job.id, job.revision);
    }
  }

  /** Whether the server itself answers the operation. */
  public boolean isForServer(QueuedJob job) {
    return operations.isOnServer(job.operation());
  }
}
