/** A request as it goes over the wire, made from the operation with this template. */
record Request(String method, String template, String target, byte[] bytes) {
  /** Whether the target names the route that its template says: nothing in it is normalized. */
  boolean isPlain() {
    String path = target.split("\\?", 2)[0];
    // Quarkus serves the metrics below their path, too.
    return !path.matches(".*(//|%|/\\.|;).*|.+/|/q/metrics/.*");
  }
}
