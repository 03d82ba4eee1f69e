package dev.sluice.agent.task;

import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.ServerClient;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.Refusal;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that this worker ran lately, by digest: parsed in memory, as they came on disk. What is
 * asked for under a digest has that digest, whatever server or disk give.
 */
public final class BundleCache {
  private static final int PARSED = 64;

  private final ServerClient server;
  private final BundleFiles files;
  private final BundleReader reader = new BundleReader();
  private final Map<String, Object> fetching = new LinkedHashMap<>();
  private final Map<String, CachedTask> parsed =
      new LinkedHashMap<>(PARSED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CachedTask> eldest) {
          return size() > PARSED;
        }
      };

  public BundleCache(ServerClient server, BundleFiles files) {
    this.server = server;
    this.files = files;
  }

  /**
   * @throws Refusal when the server has no such content
   * @throws IOException when it cannot be had now
   */
  CachedTask get(TaskOrder order, Execution execution)
      throws Refusal, IOException, InterruptedException {
    CachedTask known = known(order.digest());
    if (known != null) {
      return known;
    }
    // One fetch for all attempts that want the same.
    synchronized (turn(order.digest())) {
      try {
        known = known(order.digest());
        return known != null ? known : remember(load(order, execution));
      } finally {
        done(order.digest());
      }
    }
  }

  private @Nullable CachedTask known(String digest) {
    synchronized (parsed) {
      return parsed.get(digest);
    }
  }

  private CachedTask remember(TaskBundle bundle) throws IOException {
    CachedTask task = CachedTask.of(bundle);
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

  private TaskBundle load(TaskOrder order, Execution execution)
      throws Refusal, IOException, InterruptedException {
    byte[] kept = files.read(order.digest());
    TaskBundle fromDisk = kept == null ? null : parse(kept, order.digest());
    if (fromDisk != null) {
      return fromDisk;
    }
    byte[] fetched = fetch(order, execution.session());
    TaskBundle bundle = parse(fetched, order.digest());
    if (bundle == null) {
      throw new IOException(
          "the server gave something else for " + order.task() + " " + order.digest());
    }
    files.write(order.digest(), fetched);
    return bundle;
  }

  private @Nullable TaskBundle parse(byte[] zip, String digest) throws IOException {
    Report report = reader.readZip(new ByteArrayInputStream(zip));
    TaskBundle bundle = report.bundle();
    return report.valid() && bundle != null && bundle.digest().equals(digest) ? bundle : null;
  }

  private byte[] fetch(TaskOrder order, Session session)
      throws Refusal, IOException, InterruptedException {
    Reply reply;
    try {
      reply = server.bundle(session, order.task(), order.version(), order.digest()).answer();
    } catch (IOException e) {
      throw new IOException("cannot fetch " + order.task() + ": " + e, e);
    }
    if (reply.status() == 404 || reply.status() == 410) {
      throw new Refusal(
          "task_gone", "The server has no " + order.task() + " with " + order.digest());
    }
    if (!reply.ok()) {
      throw new IOException("cannot fetch " + order.task() + ": " + reply.describe());
    }
    return reply.body();
  }
}
