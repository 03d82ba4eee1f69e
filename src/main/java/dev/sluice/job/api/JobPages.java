package dev.sluice.job.api;

import dev.sluice.job.Job;
import dev.sluice.job.JobLookup;
import dev.sluice.wire.Page;
import dev.sluice.wire.job.JobView;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Reads the list of jobs, page by page, newest first. */
final class JobPages {
  private JobPages() {}

  static Uni<Page<JobView>> of(JobQuery query) {
    return JobLookup.newest(query.pageFilter(), query.limit() + 1).map(found -> page(found, query));
  }

  private static Page<JobView> page(List<Job> found, JobQuery query) {
    boolean more = found.size() > query.limit();
    List<Job> items = more ? found.subList(0, query.limit()) : found;
    String next = more ? query.cursorAfter(items.get(items.size() - 1).id) : null;
    return new Page<>(items.stream().map(Job::view).toList(), next);
  }
}
