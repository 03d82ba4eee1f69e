package dev.sluice.output.stream;

import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.job.Job;
import dev.sluice.job.JobId;
import dev.sluice.output.Cursor;
import dev.sluice.output.StartFinder;
import dev.sluice.sse.EventStream;
import dev.sluice.sse.LastEventId;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked request for a stream.
 *
 * @param start whether opening the stream starts the job
 * @param last the event after which the client resumes
 * @param latest begin at the end of the log and not at its start
 * @param lines begin this many lines before the end
 */
record StreamRequest(
    String jobId,
    boolean start,
    Form form,
    @Nullable LastEventId last,
    boolean latest,
    @Nullable Integer lines) {
  private static final Set<String> PARAMETERS =
      Set.of("after", "from", "tail", "format", "comments", "start", "access_token");

  /** The encoding of the stream. */
  enum Form {
    EVENTS,
    RAW,
    RAW_WITH_COMMENTS
  }

  /**
   * @throws ProblemException naming the parameter or header at fault
   */
  static StreamRequest of(HttpMethod method, MultiMap headers, MultiMap query, String jobId) {
    QueryParameters.check(query, PARAMETERS);
    LastEventId last = LastEventId.of(headers, query);
    boolean latest = "latest".equals(choice(query, "from", "earliest", "latest"));
    StreamRequest asked =
        new StreamRequest(
            JobId.check(jobId),
            mayStart(method, headers, query),
            form(headers, query),
            last,
            latest,
            StartFinder.lines(query.get("tail")));
    asked.after();
    return asked;
  }

  /** The same without the effect, for a client that may only read. */
  StreamRequest withoutStart() {
    return new StreamRequest(jobId, false, form, last, latest, lines);
  }

  /** The cursor as the client sent it. */
  @Nullable String cursor() {
    return last == null ? null : last.text();
  }

  /**
   * @throws ProblemException 400 for a malformed cursor
   */
  @Nullable Cursor after() {
    return last == null ? null : Cursor.after(last.text(), last.source());
  }

  /** Whether the client has read the event that ends the stream of {@code job}. */
  boolean hasSeenAll(Job job) {
    Cursor after = after();
    return after != null
        && job.status.isFinal()
        && after.equals(Cursor.after(JobNotices.finalCursor(job), "after"));
  }

  /** Starting a job has an effect, so HEAD and a browser's own requests never start one. */
  private static boolean mayStart(HttpMethod method, MultiMap headers, MultiMap query) {
    boolean wanted = !"false".equals(choice(query, "start", "true", "false"));
    return wanted && method == HttpMethod.GET && !BrowserLoad.isPassive(headers);
  }

  private static Form form(MultiMap headers, MultiMap query) {
    boolean comments = "true".equals(choice(query, "comments", "true", "false"));
    if (!isRaw(headers, query)) {
      return Form.EVENTS;
    }
    return comments ? Form.RAW_WITH_COMMENTS : Form.RAW;
  }

  /** A client that names the media type gets typed events; any other gets lines. */
  private static boolean isRaw(MultiMap headers, MultiMap query) {
    String format = choice(query, "format", "events", "raw");
    if (format != null) {
      return format.equals("raw");
    }
    String accept = headers.get("Accept");
    return accept == null || !accept.toLowerCase(Locale.ROOT).contains(EventStream.MEDIA_TYPE);
  }

  private static @Nullable String choice(MultiMap query, String name, String one, String other) {
    String value = query.get(name);
    if (value == null || value.equals(one) || value.equals(other)) {
      return value;
    }
    throw ProblemException.invalid(name, "invalid_value", "must be " + one + " or " + other);
  }
}
