package dev.sluice.job;

/** Where a job is streamed from. */
final class StreamPath {
  private StreamPath() {}

  static String of(String jobId) {
    return "/v1/jobs/" + jobId + "/stream";
  }
}
