package dev.sluice.output.download;

import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.job.JobId;
import dev.sluice.output.Cursor;
import dev.sluice.output.StartFinder;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked request for a part of a job's output.
 *
 * @param attempt {@link #LAST}, {@link #ALL}, or a number from 1
 * @param lines begin this many lines before the end
 */
record OutputRequest(
    String jobId, OutputForm form, int attempt, @Nullable Cursor after, @Nullable Integer lines) {
  static final int LAST = 0;
  static final int ALL = -1;
  private static final Set<String> PARAMETERS =
      Set.of("after", "attempt", "stream", "tail", "format");

  /**
   * @throws ProblemException naming the parameter at fault
   */
  static OutputRequest of(@Nullable String accept, MultiMap query, String jobId) {
    QueryParameters.check(query, PARAMETERS);
    String after = query.get("after");
    return new OutputRequest(
        JobId.check(jobId),
        OutputForm.of(
            accept != null && accept.toLowerCase(Locale.ROOT).contains("ndjson"),
            query.get("stream")),
        attempt(query.get("attempt")),
        after == null ? null : Cursor.after(after, "after"),
        StartFinder.lines(query.get("tail")));
  }

  private static int attempt(@Nullable String text) {
    if (text == null) {
      return LAST;
    }
    return text.equals("all") ? ALL : (int) QueryParameters.number("attempt", text, 1, 1_000_000);
  }
}
