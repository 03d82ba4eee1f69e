package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.Cursor;
import dev.sluice.output.FakeLog;
import dev.sluice.output.LogChunk;
import dev.sluice.output.LogReader;
import dev.sluice.output.StartFinder.Start;
import dev.sluice.sse.StreamCutException;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobReaderTest {
  private static final String JOB = "job-1";
  private static final FleetView NO_FLEET =
      new FleetView() {
        @Override
        public Pending pending(Job job) {
          return new Pending(1, Map.of());
        }

        @Override
        public OptionalLong heartbeatAgeMs(String workerId) {
          return OptionalLong.of(7);
        }
      };

  private final ManualTimers timers = new ManualTimers();
  private final JobTail tail = new JobTail(JOB);
  private final FakeLog log = new FakeLog();

  @Test
  void frames_finishedJob_areHistoryAndTheEnd() {
    log.store(JOB, chunk(1, 0, out("a")));
    log.store(JOB, chunk(1, 1, out("b")));
    tail.offer(completed(9, 2));

    List<Buffer> frames = readAll(Cursor.START, log);

    assertThat(events(frames))
        .containsExactly("hello", "attempt", "stdout 1.0", "stdout 1.1", "done 1.2");
  }

  @Test
  void frames_retriedJob_areEachAttemptInTurn() {
    log.store(JOB, chunk(1, 0, out("a")));
    log.store(JOB, chunk(2, 0, out("b")));
    Job job =
        aJob()
            .tried(EndReason.WORKER_LOST, 1)
            .runningOn("w")
            .ended(JobStatus.COMPLETED, Outcome.COMPLETED, 1)
            .build();
    tail.offer(job);

    List<Buffer> frames = readAll(Cursor.START, log);

    assertThat(events(frames))
        .containsExactly("hello", "attempt", "stdout 1.0", "attempt", "stdout 2.0", "done 2.1");
  }

  @Test
  void frames_serverEnds_areAWordAndAFailure() {
    log.store(JOB, chunk(1, 0, out("a")));
    tail.offer(aJob().runningOn("w").build());
    AssertSubscriber<Buffer> reader = subscribe(Cursor.START, log);

    tail.cut();

    reader.assertFailedWith(StreamCutException.class);
    List<Buffer> frames = reader.getItems();
    assertThat(frames.get(frames.size() - 1)).hasToString(": the server ends; reconnect\n\n");
  }

  @Test
  void frames_expiredChunks_areAGap() {
    tail.offer(completed(9, 3));

    List<Buffer> frames = readAll(Cursor.after("1.0", "after"), log);

    assertThat(events(frames)).containsExactly("hello", "gap 1.2", "done 1.3");
  }

  @Test
  void frames_windowReadBeforeTheChunkWasStored_areNoGap() {
    log.store(JOB, chunk(1, 0, out("a")));
    FakeLog stale =
        new FakeLog() {
          private boolean first = true;

          @Override
          public Uni<List<LogChunk>> read(String jobId, int attempt, long seq, int max) {
            boolean tooEarly = first;
            first = false;
            return tooEarly ? Uni.createFrom().item(List.of()) : log.read(jobId, attempt, seq, max);
          }

          @Override
          public Uni<LogChunk> find(String jobId, int attempt, long seq) {
            return log.find(jobId, attempt, seq);
          }
        };
    tail.offer(completed(9, 1));

    List<Buffer> frames = readAll(Cursor.START, stale);

    assertThat(events(frames)).containsExactly("hello", "attempt", "stdout 1.0", "done 1.1");
  }

  @Test
  void frames_idleForTheInterval_areAKeepAlive() {
    tail.offer(aJob().revision(1).runningOn("w").build());
    AssertSubscriber<Buffer> reader = subscribe(Cursor.START, log);
    timers.advance(Duration.ofSeconds(15));

    tail.tick(false);

    assertThat(reader.getLastItem().toString())
        .isEqualTo(": keep-alive worker=w heartbeat_age_ms=7\n\n");
  }

  /** A reader that is due for one again at once would never wait. */
  @Test
  void frames_formWithoutKeepAlive_areOneEmptyFrameForEachInterval() {
    tail.offer(aJob().revision(1).runningOn("w").build());
    StreamFormat silent =
        (StreamFormat)
            Proxy.newProxyInstance(
                StreamFormat.class.getClassLoader(),
                new Class<?>[] {StreamFormat.class},
                (proxy, method, arguments) -> null);
    AssertSubscriber<Buffer> reader =
        reader(tail, Cursor.START, log, timers, Runnable::run, silent)
            .frames()
            .subscribe()
            .withSubscriber(AssertSubscriber.create(10));
    int before = reader.getItems().size();
    timers.advance(Duration.ofSeconds(15));

    tail.tick(false);

    assertThat(reader.getItems().subList(before, reader.getItems().size()))
        .extracting(Buffer::length)
        .containsExactly(0);
  }

  @Test
  void frames_rawWithNothingButProgress_areAKeepAliveToo() {
    tail.offer(aJob().revision(1).runningOn("w").build());
    RawLines raw = new RawLines(false);
    AssertSubscriber<Buffer> reader =
        reader(tail, Cursor.START, log, timers, Runnable::run, raw)
            .frames()
            .subscribe()
            .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
    timers.advance(Duration.ofSeconds(14));
    log.store(JOB, chunk(1, 0, frame(OutputChannel.PROGRESS, "{}")));
    tail.appended(1, 1);
    timers.advance(Duration.ofSeconds(1));

    tail.tick(false);

    assertThat(reader.getItems().stream().map(Buffer::toString).filter(text -> !text.isEmpty()))
        .containsExactly("\n", "\n");
  }

  @Test
  void frames_chunkStoredWithoutSignal_comeAtTheNextTick() {
    tail.offer(aJob().revision(1).runningOn("w").build());
    AssertSubscriber<Buffer> reader = subscribe(Cursor.START, log);
    log.store(JOB, chunk(1, 0, out("a")));

    tail.tick(false);

    assertThat(events(reader.getItems())).contains("stdout 1.0");
  }

  /**
   * The worker prints, the store answers late, the loop runs late and the reader requests, in any
   * order; at the end, without a tick, the reader has each chunk once and in order.
   */
  @Property(tries = 1_500)
  void frames_anyOrderOfEvents_areEachChunkOnceAndInOrder(@ForAll long seed) {
    World world = new World(new Random(seed));

    world.play();

    assertThat(world.seen()).as("seed %d", seed).isEqualTo(world.expected());
  }

  private List<Buffer> readAll(Cursor start, LogReader reader) {
    AssertSubscriber<Buffer> subscriber = subscribe(start, reader);
    subscriber.assertCompleted();
    return subscriber.getItems();
  }

  private AssertSubscriber<Buffer> subscribe(Cursor start, LogReader reader) {
    return reader(tail, start, reader, timers, Runnable::run)
        .frames()
        .subscribe()
        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }

  private static JobReader reader(
      JobTail tail, Cursor start, LogReader log, ManualTimers timers, Executor loop) {
    return reader(tail, start, log, timers, loop, TypedEvents.INSTANCE);
  }

  private static JobReader reader(
      JobTail tail,
      Cursor start,
      LogReader log,
      ManualTimers timers,
      Executor loop,
      StreamFormat format) {
    int known = start.equals(Cursor.START) ? 0 : start.attempt();
    JobNotices notices = new JobNotices(format, NO_FLEET, timers, 15_000, null, known);
    LogPosition position = new LogPosition(JOB, Start.at(start), log, 1_000);
    return new JobReader(tail, position, notices, format, loop);
  }

  private static Job completed(long revision, long chunks) {
    return aJob()
        .revision(revision)
        .runningOn("w")
        .ended(JobStatus.COMPLETED, Outcome.COMPLETED, chunks)
        .build();
  }

  /** Names of the events, with their ids. */
  private static List<String> events(List<Buffer> frames) {
    List<String> events = new ArrayList<>();
    for (Buffer frame : frames) {
      for (String event : frame.toString().split("\n\n")) {
        String name = "";
        String id = "";
        for (String line : event.split("\n")) {
          name = line.startsWith("event: ") ? line.substring(7) : name;
          id = line.startsWith("id: ") ? " " + line.substring(4) : id;
        }
        events.add(name + id);
      }
    }
    events.removeIf(event -> event.equals("status"));
    return events;
  }

  /** One job of two attempts, its log, and one reader; every step is chosen at random. */
  private static final class World extends FakeLog {
    private final Random random;
    private final ManualTimers timers = new ManualTimers();
    private final JobTail tail = new JobTail(JOB);
    private final List<Runnable> story = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private final List<Runnable> loop = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final AssertSubscriber<Buffer> subscriber = AssertSubscriber.create(0);
    private long revision = 1;

    World(Random random) {
      this.random = random;
      int first = random.nextInt(5);
      int second = random.nextInt(5);
      story.add(() -> tail.offer(job().assignedTo("w1").build()));
      story.add(() -> tail.offer(job().runningOn("w1").build()));
      print(1, first);
      story.add(() -> tail.offer(job().tried(EndReason.WORKER_LOST, first).queued().build()));
      story.add(
          () -> tail.offer(job().tried(EndReason.WORKER_LOST, first).runningOn("w2").build()));
      print(2, second);
      story.add(
          () ->
              tail.offer(
                  job()
                      .tried(EndReason.WORKER_LOST, first)
                      .runningOn("w2")
                      .ended(JobStatus.COMPLETED, Outcome.COMPLETED, second)
                      .build()));
      expected.add("done 2." + second);
    }

    private JobBuilder job() {
      return aJob().revision(revision++);
    }

    private void print(int attempt, int chunks) {
      expected.add("attempt");
      for (int seq = 0; seq < chunks; seq++) {
        LogChunk chunk = chunk(attempt, seq, out("x"));
        story.add(() -> store(JOB, chunk));
        story.add(() -> tail.appended(attempt, chunk.seq() + 1));
        expected.add("stdout " + attempt + "." + seq);
      }
    }

    void play() {
      tail.offer(job().queued().build());
      int before = random.nextInt(story.size());
      for (int i = 0; i < before; i++) {
        story.remove(0).run();
      }
      reader(tail, Cursor.START, this, timers, loop::add)
          .frames()
          .subscribe()
          .withSubscriber(subscriber);
      while (!story.isEmpty()) {
        step();
      }
      subscriber.request(Long.MAX_VALUE);
      while (!underWay.isEmpty() || !loop.isEmpty()) {
        runOne(underWay);
        runOne(loop);
      }
    }

    private void step() {
      switch (random.nextInt(5)) {
        case 0, 1 -> story.remove(0).run();
        case 2 -> runOne(underWay);
        case 3 -> runOne(loop);
        default -> subscriber.request(1);
      }
    }

    private void runOne(List<Runnable> tasks) {
      if (!tasks.isEmpty()) {
        tasks.remove(random.nextInt(tasks.size())).run();
      }
    }

    /** The store looks when it is called or when it answers, and answers some time later. */
    private <T> Uni<T> later(Supplier<T> look) {
      return Uni.createFrom()
          .emitter(
              (UniEmitter<? super T> emitter) -> {
                boolean looksNow = random.nextBoolean();
                @Nullable T now = look.get();
                underWay.add(() -> emitter.complete(looksNow ? now : look.get()));
              });
    }

    @Override
    @Nullable
    public LogChunk recent(String jobId, int attempt, long seq) {
      // Another thread may be at it between any two steps of the reader.
      if (!story.isEmpty() && random.nextInt(4) == 0) {
        story.remove(0).run();
      }
      List<LogChunk> found = window(jobId, attempt, seq, 1);
      return found.isEmpty() || random.nextBoolean() ? null : found.get(0);
    }

    @Override
    public Uni<List<LogChunk>> read(String jobId, int attempt, long seq, int max) {
      return later(() -> window(jobId, attempt, seq, max));
    }

    @Override
    public Uni<LogChunk> find(String jobId, int attempt, long seq) {
      return later(() -> window(jobId, attempt, seq, 1).stream().findFirst().orElse(null));
    }

    List<String> expected() {
      return expected;
    }

    List<String> seen() {
      List<String> events = events(subscriber.getItems());
      events.removeIf(event -> event.equals("hello"));
      return events;
    }
  }
}
