package dev.sluice.job.api;

import com.mongodb.client.model.Filters;
import dev.sluice.http.PageCursor;
import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.job.JobStatus;
import dev.sluice.text.Times;
import dev.sluice.wire.Page;
import dev.sluice.wire.job.JobView;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The filters and the page of a list of jobs, newest first. Ids sort by time, so the next page
 * starts after the last id of this one.
 */
record JobQuery(Bson filter, String fingerprint, int limit, @Nullable String after) {

  /** Reads the page. One job more than the limit shows whether another page follows. */
  Uni<Page<JobView>> page() {
    return JobLookup.newest(pageFilter(), limit + 1, Job::listed).map(this::page);
  }

  Bson pageFilter() {
    return after == null ? filter : Filters.and(filter, Filters.lt("_id", after));
  }

  private Page<JobView> page(List<JobView> found) {
    boolean more = found.size() > limit;
    List<JobView> items = more ? found.subList(0, limit) : found;
    String next = more ? cursorAfter(items.get(limit - 1).jobId()) : null;
    return new Page<>(items, next);
  }

  String cursorAfter(String id) {
    return PageCursor.encode(id, fingerprint);
  }

  /** The raw query parameters, before they are checked. */
  record Parameters(
      List<String> status,
      @Nullable String tag,
      @Nullable String worker,
      @Nullable String operation,
      @Nullable String createdAfter,
      @Nullable String createdBefore) {

    /**
     * @throws ProblemException 400 naming the parameter at fault
     */
    JobQuery with(@Nullable String limit, @Nullable String cursor) {
      List<Bson> filters = new ArrayList<>();
      List<JobStatus> statuses =
          status.stream()
              .flatMap(s -> List.of(s.split(",")).stream())
              .map(Parameters::status)
              .toList();
      if (!statuses.isEmpty()) {
        filters.add(Filters.in("status", statuses));
      }
      equal(filters, "tags", "tag", tag);
      equal(filters, "workerId", "worker", worker);
      equal(filters, "operation", "operation", operation);
      if (createdAfter != null) {
        filters.add(Filters.gte("createdAt", time("created_after", createdAfter)));
      }
      if (createdBefore != null) {
        filters.add(Filters.lt("createdAt", time("created_before", createdBefore)));
      }
      Bson filter = filters.isEmpty() ? new Document() : Filters.and(filters);
      String fingerprint = toString();
      String after = cursor == null ? null : PageCursor.decode(cursor, fingerprint);
      return new JobQuery(filter, fingerprint, QueryParameters.limit(limit, 50), after);
    }

    private static void equal(
        List<Bson> filters, String field, String parameter, @Nullable String value) {
      if (value == null) {
        return;
      }
      if (value.isEmpty() || value.indexOf('\0') >= 0) {
        throw ProblemException.invalid(parameter, "invalid_value", "must not be empty");
      }
      filters.add(Filters.eq(field, value));
    }

    private static JobStatus status(String text) {
      try {
        return JobStatus.valueOf(text.trim().toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        String known = List.of(JobStatus.values()).toString();
        throw ProblemException.invalid("status", "unknown_status", "must be of " + known);
      }
    }

    private static Instant time(String parameter, String text) {
      return Times.parse(text)
          .orElseThrow(() -> ProblemException.invalid(parameter, "invalid_time", Times.EXPECTED));
    }
  }
}
