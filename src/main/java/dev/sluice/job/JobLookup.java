package dev.sluice.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import dev.sluice.time.Serial;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bson.conversions.Bson;

/** Reads many jobs from the store. {@link Jobs} reads single ones. */
public final class JobLookup {
  /** What the queue has in memory of a job: no payload. */
  private static final Bson HEAD =
      include(
          "status",
          "revision",
          "operation",
          "requirements",
          "priority",
          "createdAt",
          "queuedAt",
          "notBefore",
          "retryAt",
          "fileId",
          "collect",
          "spawns",
          "attempts.number");

  private static final int JOBS_AT_A_TIME = 16;

  private JobLookup() {}

  /** The existing ones among these jobs, in no order. */
  public static Uni<List<Job>> all(Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : jobs().find(in("_id", ids)).collect().asList();
  }

  /** The existing ones among these jobs, in no order, with the fields of {@link #HEAD}. */
  public static Uni<List<Job>> heads(Collection<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : find(new FindOptions().filter(in("_id", ids)).projection(HEAD));
  }

  /**
   * A page of the queued jobs in the order of their ids, with the fields of {@link #HEAD}.
   *
   * @param after the last id of the page before; empty for the first page
   */
  public static Uni<List<Job>> queuedAfter(String after, int limit) {
    return find(
        new FindOptions()
            .filter(and(eq("status", JobStatus.QUEUED), gt("_id", after)))
            .sort(ascending("_id"))
            .limit(limit)
            .projection(HEAD));
  }

  /**
   * A page of all jobs in the order of their ids.
   *
   * @param after the last id of the page before; empty for the first page
   */
  public static Uni<List<Job>> allAfter(String after, int limit) {
    return find(new FindOptions().filter(gt("_id", after)).sort(ascending("_id")).limit(limit));
  }

  /** Jobs to cancel because no reader opened them, and jobs to purge. */
  public static Uni<List<Job>> expired(Instant now, int limit) {
    return find(new FindOptions().filter(lte("expiresAt", now)).limit(limit));
  }

  /**
   * A page of jobs, as {@code view} shows them. The jobs themselves may be large, so few of them
   * are in memory at a time.
   *
   * @param view runs on a worker thread, as reading a payload of a megabyte takes milliseconds
   */
  public static <T> Uni<List<T>> newest(Bson filter, int limit, Function<Job, T> view) {
    FindOptions page =
        new FindOptions()
            .filter(filter)
            .sort(descending("_id"))
            .limit(limit)
            .batchSize(JOBS_AT_A_TIME);
    return jobs()
        .find(page)
        .onItem()
        .transformToUniAndConcatenate(
            job ->
                Uni.createFrom()
                    .item(() -> view.apply(job))
                    .runSubscriptionOn(Infrastructure.getDefaultExecutor()))
        .collect()
        .asList();
  }

  /** Whether any job that is kept has pinned the content: each may yet run, or be retried. */
  public static Uni<Boolean> isPinned(String bundle) {
    return find(new FindOptions()
            .filter(eq("bundle", bundle))
            .limit(1)
            .projection(include("bundle")))
        .map(found -> !found.isEmpty());
  }

  /** Whether any job that is kept works on the file: each may yet run, or be retried. */
  public static Uni<Boolean> isNamed(String fileId) {
    return find(new FindOptions()
            .filter(eq("fileId", fileId))
            .limit(1)
            .projection(include("fileId")))
        .map(found -> !found.isEmpty());
  }

  /**
   * Those of these contents that a job of an earlier version may have pinned: its payload names
   * them. Reads every job of the operation that has no field for it.
   */
  public static Uni<Set<String>> pinnedInPayload(String operation, Collection<String> bundles) {
    return jobs()
        .find(
            new FindOptions()
                .filter(and(eq("operation", operation), eq("bundle", null)))
                .batchSize(JOBS_AT_A_TIME)
                .projection(include("payload")))
        .onItem()
        .transformToIterable(
            job -> bundles.stream().filter(bundle -> job.payload.contains(bundle)).toList())
        .collect()
        .in(HashSet<String>::new, Set::add);
  }

  /** The number of jobs in each status; every status has an entry. */
  public static Uni<Map<JobStatus, Long>> countByStatus() {
    // One by one: an index serves each, and grouping would read every job.
    Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
    return Serial.each(
            List.of(JobStatus.values()),
            status ->
                Job.mongoCollection()
                    .countDocuments(eq("status", status))
                    .invoke(count -> counts.put(status, count)))
        .replaceWith(counts);
  }

  /** The number of jobs that ended at {@code since} or later. */
  public static Uni<Long> countEnded(Instant since) {
    return Job.mongoCollection().countDocuments(gte("completedAt", since));
  }

  private static Uni<List<Job>> find(FindOptions options) {
    return jobs().find(options).collect().asList();
  }

  private static ReactiveMongoCollection<Job> jobs() {
    return Job.mongoCollection();
  }
}
