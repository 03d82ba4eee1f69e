package dev.sluice.output.download;

import dev.sluice.http.Numbers;
import dev.sluice.http.ProblemException;
import dev.sluice.job.JobId;
import dev.sluice.output.Cursor;
import dev.sluice.output.LastLines;
import dev.sluice.output.stream.StreamRequest;
import dev.sluice.wire.output.OutputChannel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What part of a job's output is asked for, checked.
 *
 * @param channel one of the two, or both when absent
 * @param attempt 0 for the last, -1 for all
 */
record OutputRequest(
    String jobId,
    boolean ndjson,
    @Nullable OutputChannel channel,
    int attempt,
    @Nullable Cursor after,
    @Nullable Integer tail) {
  static final int LAST = 0;
  static final int ALL = -1;
  private static final Set<String> PARAMETERS =
      Set.of("after", "attempt", "stream", "tail", "format", "access_token");

  /**
   * @throws ProblemException naming the parameter at fault
   */
  static OutputRequest of(HttpServerRequest request, String jobId) {
    MultiMap query = request.params();
    for (String name : query.names()) {
      if (!PARAMETERS.contains(name) && !name.equals("id")) {
        throw ProblemException.invalid(name, "unknown_parameter", "is not known here");
      }
    }
    String after = query.get("after");
    return new OutputRequest(
        JobId.check(jobId),
        isNdjson(request),
        channel(query.get("stream")),
        attempt(query.get("attempt")),
        after == null ? null : Cursor.after(after, "after"),
        StreamRequest.tail(query.get("tail")));
  }

  boolean shows(OutputChannel candidate) {
    boolean text = candidate == OutputChannel.STDOUT || candidate == OutputChannel.STDERR;
    return channel == null ? ndjson || text : candidate == channel;
  }

  /** What {@code tail=N} counts: lines of what is shown. */
  LastLines lines() {
    return channel == null ? LastLines.OF_BOTH : LastLines.of(channel);
  }

  private static boolean isNdjson(HttpServerRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("ndjson");
  }

  private static @Nullable OutputChannel channel(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "stdout" -> OutputChannel.STDOUT;
      case "stderr" -> OutputChannel.STDERR;
      default ->
          throw ProblemException.invalid("stream", "invalid_value", "must be stdout or stderr");
    };
  }

  private static int attempt(@Nullable String text) {
    if (text == null) {
      return LAST;
    }
    return text.equals("all") ? ALL : (int) Numbers.parse("attempt", text, 1, 1_000_000);
  }
}
