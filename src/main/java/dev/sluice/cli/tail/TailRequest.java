package dev.sluice.cli.tail;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.api.Query;
import org.jspecify.annotations.Nullable;

/**
 * The stream to follow and where to begin.
 *
 * @param from {@code earliest} or {@code latest}
 * @param after a cursor
 * @param lines how many of the last lines
 * @param start whether opening the stream starts the job
 */
public record TailRequest(
    String jobId,
    @Nullable String from,
    @Nullable String after,
    @Nullable Integer lines,
    boolean start) {

  public static TailRequest whole(String jobId) {
    return new TailRequest(jobId, null, null, null, true);
  }

  /**
   * Path and query of the stream.
   *
   * @param resuming whether the request carries a cursor, which then says where to begin
   */
  String path(boolean resuming) {
    Query query = new Query().add("format", "events").add("start", start ? null : false);
    if (!resuming) {
      query.add("from", from).add("after", after).add("tail", lines);
    }
    return ApiClient.jobPath(jobId) + "/stream?" + query;
  }
}
