package dev.sluice.cli;

/** Writes streams as the server does. */
public final class Events {
  private final StringBuilder text = new StringBuilder();

  public static Events stream() {
    return new Events();
  }

  public Events add(String type, String data) {
    text.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
    return this;
  }

  public Events add(String type, String id, String data) {
    text.append("id: ").append(id).append('\n');
    return add(type, data);
  }

  public Events hello() {
    return add(
        "hello", "{\"job_id\":\"job-1\",\"status\":\"RUNNING\",\"attempt\":1,\"cursor\":\"\"}");
  }

  public Events attempt(int number) {
    return add(
        "attempt",
        "{\"attempt\":" + number + ",\"worker_id\":\"w1\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  public Events stdout(String id, String escaped) {
    return add("stdout", id, "{\"text\":\"" + escaped + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  Events stderr(String id, String escaped) {
    return add("stderr", id, "{\"text\":\"" + escaped + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  public Events done() {
    return add("done", "{\"status\":\"COMPLETED\",\"attempt\":1,\"exit_code\":0}");
  }

  public String text() {
    return text.toString();
  }
}
