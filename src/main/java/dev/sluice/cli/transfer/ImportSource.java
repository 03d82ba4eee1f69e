package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the records of an import come from. */
interface ImportSource {
  /** Takes the records one by one. */
  interface Sink {
    /**
     * @param where of the record, for the report, as {@code jobs.json[17]}
     */
    void lines(String where, List<ObjectNode> lines);

    void refused(String where, String reason);

    /** What is read so far, of {@link #total}. */
    void progress(long done, long total);
  }

  /**
   * Passes all records on.
   *
   * @throws IOException if the source cannot be read further; the message is for the user
   */
  void readInto(Sink sink) throws IOException;

  /**
   * Coerces a record of the older executor, a job or a worker, by its fields.
   *
   * @param key under which it was; null if it had none
   */
  static void coerce(String where, JsonNode record, @Nullable String key, Instant now, Sink sink) {
    try {
      if (!(record instanceof ObjectNode object)) {
        throw new RefusedRecord("is no object");
      }
      String name = key == null ? object.path("_id").textValue() : key;
      if (object.has("jobId") || object.has("command") || object.has("fileUrl")) {
        sink.lines(where, new OldJob(object, name, now).lines());
      } else if (object.has("workerId") || object.has("hostname")) {
        sink.lines(where, List.of(OldWorker.line(object, name, now)));
      } else {
        throw new RefusedRecord("is neither a job (jobId, command) nor a worker (workerId)");
      }
    } catch (RefusedRecord e) {
      sink.refused(where, String.valueOf(e.getMessage()));
    }
  }
}
