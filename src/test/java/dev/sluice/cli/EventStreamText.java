package dev.sluice.cli;

/** Builds the text of an event stream in the form of the server. */
public final class EventStreamText {
  private final StringBuilder text = new StringBuilder();

  public static EventStreamText stream() {
    return new EventStreamText();
  }

  public EventStreamText add(String type, String data) {
    text.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
    return this;
  }

  public EventStreamText add(String type, String id, String data) {
    text.append("id: ").append(id).append('\n');
    return add(type, data);
  }

  public EventStreamText hello() {
    return add(
        "hello", "{\"job_id\":\"job-1\",\"status\":\"RUNNING\",\"attempt\":1,\"cursor\":\"\"}");
  }

  public EventStreamText attempt(int number) {
    return add(
        "attempt",
        "{\"attempt\":" + number + ",\"worker_id\":\"w1\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  public EventStreamText stdout(String id, String escaped) {
    return add("stdout", id, "{\"text\":\"" + escaped + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  EventStreamText stderr(String id, String escaped) {
    return add("stderr", id, "{\"text\":\"" + escaped + "\",\"at\":\"2026-03-01T12:00:00Z\"}");
  }

  public EventStreamText done() {
    return add("done", "{\"status\":\"COMPLETED\",\"attempt\":1,\"exit_code\":0}");
  }

  public String text() {
    return text.toString();
  }
}
