package dev.sluice.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.harness.HttpConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that submit jobs, follow and cancel them. A client that gets no answer repeats its call,
 * a submission under the same key.
 */
public final class Load {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_MS = 15_000;
  private static final int UNFINISHED = 80;

  private final Entrance entrance;
  private final Oracle oracle;
  private final Path effects;
  private final long seed;
  private final Sabotage sabotage;
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final ExecutorService followers = Executors.newCachedThreadPool();
  private final Semaphore unfinished = new Semaphore(UNFINISHED);
  private final AtomicInteger keys = new AtomicInteger();
  private final AtomicInteger readers = new AtomicInteger();
  private final Answers answers = new Answers();
  private final Random ports;
  private volatile boolean submitting = true;
  private volatile boolean following = true;

  /**
   * @param effects the directory in which each job appends to a file of its own
   */
  public Load(Entrance entrance, Oracle oracle, Path effects, long seed, Sabotage sabotage) {
    this.entrance = entrance;
    this.oracle = oracle;
    this.effects = effects;
    this.seed = seed;
    this.sabotage = sabotage;
    this.ports = new Random(seed);
  }

  public void start(int count, int pauseMs) {
    for (int i = 0; i < count; i++) {
      Random random = new Random(seed * 1_000 + i);
      clients.execute(() -> quietly(() -> submit(random, pauseMs)));
    }
  }

  /** Submits no more, and waits until each job was seen to end, at most that long. */
  public void finish(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    submitting = false;
    clients.shutdown();
    await(clients, until);
    followers.shutdown();
    await(followers, until);
    following = false;
    followers.awaitTermination(60, TimeUnit.SECONDS);
  }

  private static void await(ExecutorService pool, long until) throws InterruptedException {
    pool.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  public int readers() {
    return readers.get();
  }

  /** What the clients were answered. */
  public Answers answers() {
    return answers;
  }

  boolean mayGoOn() {
    return following;
  }

  /** The port of a server, each time of any. */
  int port() {
    synchronized (ports) {
      return entrance.port(ports);
    }
  }

  /** Where clients connect. */
  public interface Entrance {
    /** The port for the next connection. */
    int port(Random random);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void quietly(Work work) {
    try {
      work.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      oracle.violated("harness", "", "a client failed: %s", e);
    }
  }

  private void submit(Random random, int pauseMs) throws InterruptedException, IOException {
    while (submitting) {
      Thread.sleep(random.nextInt(2 * pauseMs + 1));
      unfinished.acquire();
      Oracle.Plan plan = plan(random);
      boolean started = random.nextInt(100) < 40;
      byte[] body = body(plan, started);
      String id = acknowledged(plan, body);
      if (id == null) {
        unfinished.release();
        return;
      }
      Oracle.Acknowledged job = new Oracle.Acknowledged(id, plan);
      oracle.jobs.put(id, job);
      if (random.nextInt(10) == 0 && !id.equals(acknowledged(plan, body))) {
        oracle.violated("one job for each key", id, "its key made another job, too");
      }
      follow(job, started, random);
    }
  }

  private Oracle.Plan plan(Random random) {
    String key = "key-" + keys.incrementAndGet();
    int kind = random.nextInt(100);
    boolean exits = random.nextInt(4) == 0;
    if (kind < 3) {
      return new Oracle.Plan(key, 40, 500, exits);
    }
    if (kind < 6) {
      return new Oracle.Plan(key, 3_000, 0, exits);
    }
    int lines = 1 + random.nextInt(10);
    return new Oracle.Plan(key, lines, random.nextInt(2_000) / lines, exits);
  }

  private byte[] body(Oracle.Plan plan, boolean start) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("operation", "exec").put("start", start);
    body.put("command", command(plan)).put("max_retries", 100);
    body.putArray("tags").add("chaos");
    body.putObject("metadata").put("key", plan.key());
    body.putObject("requirements").put("cpu", 0.5).put("ram_mb", 16);
    return JSON.writeValueAsBytes(body);
  }

  /** It notes the start, each line and the end of an attempt with the time in a file. */
  private String command(Oracle.Plan plan) {
    String note = "echo \"%s $SLUICE_ATTEMPT $(date +%%s%%3N) $SLUICE_WORKER_ID\" >>\"$f\"\n";
    String pause = plan.pauseMs() == 0 ? "" : "sleep " + plan.pauseMs() / 1e3 + "\n";
    String tick = plan.pauseMs() < 200 ? "" : note.formatted("tick");
    return "f=\"%s/$SLUICE_JOB_ID\"\n".formatted(effects)
        + (sabotage.orphans(plan.key()) ? orphan(note.formatted("tick")) : "")
        + note.formatted("start")
        + "i=0; while [ $i -lt %d ]; do\n".formatted(plan.lines())
        + pause
        + "echo \"$SLUICE_ATTEMPT $i\"; i=$((i+1))\n"
        + tick
        + "done\n"
        + note.formatted("end")
        + (plan.exits() ? "exit $((10 + SLUICE_ATTEMPT % 100))" : "exit 0");
  }

  /** A process that no sweep finds; it ends by itself, since the harness does not know it. */
  private static String orphan(String tick) {
    String loop = "f=$0; i=0; while [ $i -lt 90 ]; do sleep 1; i=$((i+1)); %s; done";
    return "env -u SLUICE_SPAWN setsid sh -c '"
        + loop.formatted(tick.strip())
        + "' \"$f\" >/dev/null 2>&1 </dev/null &\n";
  }

  /** Repeats the submission until it is answered; null when the run ends before. */
  private String acknowledged(Oracle.Plan plan, byte[] body)
      throws InterruptedException, IOException {
    String headers = "Idempotency-Key: " + plan.key() + "\r\n";
    HttpConnection.Reply reply = call("POST", "/v1/jobs", headers, body);
    if (reply == null) {
      return null;
    }
    if (reply.status() != 201) {
      throw new IOException("submission refused: " + reply.status() + " " + reply.text());
    }
    return JSON.readTree(reply.body()).path("job_id").asText();
  }

  /** The first answer that is no error of the server; null when the run ends before. */
  private HttpConnection.Reply call(String method, String path, String headers, byte[] body)
      throws InterruptedException {
    while (following) {
      try (HttpConnection http = new HttpConnection(port(), TIMEOUT_MS)) {
        HttpConnection.Reply reply = http.call(method, path, headers, body);
        answers.answered(method + " " + path, reply);
        if (reply.status() < 500 && reply.status() != 429) {
          return reply;
        }
      } catch (IOException e) {
        answers.failed(method + " " + path, e);
      }
      Thread.sleep(100);
    }
    return null;
  }

  private void follow(Oracle.Acknowledged job, boolean started, Random random) {
    int count = started ? random.nextInt(3) : 1 + random.nextInt(2);
    boolean cancels = random.nextInt(100) < 4;
    int cancelAfterMs = random.nextInt(2_000);
    AtomicInteger left = new AtomicInteger(count + 1);
    for (int i = 0; i < count; i++) {
      Oracle.Seen seen = job.addReader("reader " + readers.incrementAndGet());
      Reader reader = new Reader(this, job, seen, random.nextLong());
      follower(reader::run, left);
    }
    follower(
        () -> {
          if (cancels) {
            cancel(job, cancelAfterMs);
          }
          watch(job);
        },
        left);
  }

  private void follower(Work work, AtomicInteger left) {
    followers.execute(
        () -> {
          quietly(work);
          if (left.decrementAndGet() == 0) {
            unfinished.release();
          }
        });
  }

  private void cancel(Oracle.Acknowledged job, int afterMs) throws InterruptedException {
    Thread.sleep(afterMs);
    job.cancelled = true;
    call("POST", "/v1/jobs/" + job.id + "/cancel", "", new byte[0]);
  }

  private void watch(Oracle.Acknowledged job) throws InterruptedException, IOException {
    while (following) {
      HttpConnection.Reply reply = call("GET", "/v1/jobs/" + job.id, "", null);
      if (reply == null || reply.status() == 404) {
        return;
      }
      JsonNode view = JSON.readTree(reply.body());
      String status = view.path("status").asText();
      if (Checks.FINAL.contains(status)) {
        job.ended(new Oracle.Ending(status, view.path("attempt").asInt(), "a GET"));
        return;
      }
      Thread.sleep(1_000);
    }
  }
}
