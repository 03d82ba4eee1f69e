package dev.sluice.job;

/** Where a job is streamed from. */
public final class StreamPath {
  private StreamPath() {}

  public static String of(String jobId) {
    return "/v1/jobs/" + jobId + "/stream";
  }
}
