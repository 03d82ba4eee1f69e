package dev.sluice.agent.task;

import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.schema.CompiledSchema;
import dev.sluice.bundle.schema.InvalidSchemaException;
import dev.sluice.bundle.schema.JsonSchemas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that this worker ran lately, by digest: parsed in memory, as bundles on disk. It
 * verifies the digest of every bundle, wherever it comes from. Thread-safe.
 */
final class BundleCache {
  private static final int PARSED = 64;

  /** A task, ready to run. */
  record Task(TaskBundle bundle, @Nullable CompiledSchema outputSchema) {
    static Task of(TaskBundle bundle) throws IOException {
      try {
        return new Task(
            bundle,
            bundle.outputSchema() == null ? null : JsonSchemas.compile(bundle.outputSchema()));
      } catch (InvalidSchemaException e) {
        throw new IOException("the output schema of " + bundle.name() + " is invalid", e);
      }
    }
  }

  private final ServerClient server;
  private final BundleFiles files;
  private final BundleReader reader = new BundleReader();
  private final Map<String, Object> fetching = new LinkedHashMap<>();
  private final Map<String, Task> parsed =
      new LinkedHashMap<>(PARSED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Task> eldest) {
          return size() > PARSED;
        }
      };

  BundleCache(ServerClient server, BundleFiles files) {
    this.server = server;
    this.files = files;
  }

  /**
   * @throws InvalidJobException when the server has no such content
   * @throws IOException when the content cannot be fetched now
   */
  Task get(TaskOrder order, Session session) throws InvalidJobException, IOException {
    Task known = known(order.digest());
    if (known != null) {
      return known;
    }
    // Attempts that need the same bundle wait for one fetch.
    synchronized (turn(order.digest())) {
      try {
        known = known(order.digest());
        return known != null ? known : remember(load(order, session));
      } finally {
        done(order.digest());
      }
    }
  }

  private @Nullable Task known(String digest) {
    synchronized (parsed) {
      return parsed.get(digest);
    }
  }

  private Task remember(TaskBundle bundle) throws IOException {
    Task task = Task.of(bundle);
    synchronized (parsed) {
      parsed.put(bundle.digest(), task);
    }
    return task;
  }

  private Object turn(String digest) {
    synchronized (fetching) {
      return fetching.computeIfAbsent(digest, d -> new Object());
    }
  }

  private void done(String digest) {
    synchronized (fetching) {
      fetching.remove(digest);
    }
  }

  private TaskBundle load(TaskOrder order, Session session)
      throws InvalidJobException, IOException {
    byte[] kept = files.read(order.digest());
    TaskBundle fromDisk = kept == null ? null : parse(kept, order.digest());
    if (fromDisk != null) {
      return fromDisk;
    }
    byte[] fetched = fetch(order, session);
    TaskBundle bundle = parse(fetched, order.digest());
    if (bundle == null) {
      throw new IOException(
          "the server sent something else for " + order.task() + " " + order.digest());
    }
    files.write(order.digest(), fetched);
    return bundle;
  }

  private @Nullable TaskBundle parse(byte[] zip, String digest) throws IOException {
    Report report = reader.readZip(new ByteArrayInputStream(zip));
    TaskBundle bundle = report.bundle();
    return report.valid() && bundle != null && bundle.digest().equals(digest) ? bundle : null;
  }

  private byte[] fetch(TaskOrder order, Session session) throws InvalidJobException, IOException {
    Reply reply;
    try {
      reply = server.bundle(session, order.task(), order.version(), order.digest()).answer();
    } catch (IOException e) {
      throw new IOException("cannot fetch " + order.task() + ": " + e, e);
    }
    if (reply.status() == 404 || reply.status() == 410) {
      throw new InvalidJobException(
          "task_gone", "The server has no " + order.task() + " with " + order.digest());
    }
    if (!reply.ok()) {
      throw new IOException("cannot fetch " + order.task() + ": " + reply.describe());
    }
    return reply.body();
  }
}
