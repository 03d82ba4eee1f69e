package dev.sluice.app.wire;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** Short texts for what the store has, read past the wire. */
final class States {
  static final String NOTHING = "nothing";

  private States() {}

  /** As {@code QUEUED, revision 3, attempts [WORKER_LOST]}; one without an end is {@code held}. */
  static String job(String id) {
    Document job = WiredStore.direct("jobs").find(Filters.eq("_id", id)).first();
    if (job == null) {
      return NOTHING;
    }
    List<String> attempts =
        job.getList("attempts", Document.class, List.of()).stream()
            .map(attempt -> attempt.getString("reason"))
            .map(reason -> reason == null ? "held" : reason)
            .toList();
    return "%s, revision %d, attempts %s%s"
        .formatted(
            job.getString("status"),
            job.getLong("revision"),
            attempts,
            Boolean.TRUE.equals(job.getBoolean("cancelRequested")) ? ", to be cancelled" : "");
  }

  /** The statuses of the jobs with this tag. */
  static String tagged(String tag) {
    return WiredStore.direct("jobs")
        .find(Filters.eq("tags", tag))
        .map(job -> job.getString("status"))
        .into(new ArrayList<>())
        .toString();
  }

  /** As {@code stored [offline, draining]}. */
  static String worker(String id) {
    Document worker = WiredStore.direct("workers").find(Filters.eq("_id", id)).first();
    if (worker == null) {
      return NOTHING;
    }
    List<String> flags =
        List.of("offline", "draining", "deleted").stream()
            .filter(flag -> Boolean.TRUE.equals(worker.getBoolean(flag)))
            .toList();
    return "stored " + flags + (worker.get("cooldownUntil") == null ? "" : " cooling");
  }
}
