package dev.sluice.schedule.match;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.time.Coalesced;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the queue into the backlog: all of it, in pages by id, each after the last id of the one
 * before, so that a read costs the store no sort and memory one page. It reads ids in their order,
 * which is that of creation; the backlog puts them in the order of the queue.
 */
final class Refill {
  private static final int PAGE = 1_000;

  /** A long read goes on in the background, so that the duties after it need not wait. */
  private static final Duration FOREGROUND = Duration.ofSeconds(2);

  private final Backlog backlog;
  private final Jobs jobs;
  private final Function<Job, QueuedJob> read;
  private final Clock clock;
  private final Timers timers;
  private final Topic<Instant> readPage = new Topic<>();
  private final Coalesced reading =
      new Coalesced("reading the queue", Infrastructure.getDefaultExecutor(), this::all);
  private long began;
  private long ended;
  private boolean running;
  private boolean everRan;

  /** How far a read has come; its pages follow each other. */
  private static final class Place {
    private volatile String lastId = "";
  }

  Refill(Backlog backlog, Jobs jobs, Function<Job, QueuedJob> read, Clock clock, Timers timers) {
    this.backlog = backlog;
    this.jobs = jobs;
    this.read = read;
    this.clock = clock;
    this.timers = timers;
  }

  /** Publishes after each page. */
  Topic<Instant> readPage() {
    return readPage;
  }

  /** Reads the first page; if there are more, the backlog wants a refill afterwards. */
  Uni<Void> firstPage() {
    return page("")
        .invoke(
            jobs -> {
              if (jobs.size() == PAGE) {
                backlog.wantRefill();
              }
            })
        .replaceWithVoid();
  }

  /** Reads the queue if the backlog wants it. Rests as long as the last read took. */
  void ifWanted() {
    if (backlog.wantsRefill() && hasRested()) {
      reading.request();
    }
  }

  /** Reads the queue in case an event was lost. */
  Uni<Void> catchUp() {
    return Uni.createFrom()
        .completionStage(reading::request)
        .ifNoItem()
        .after(FOREGROUND)
        .recoverWithUni(Uni.createFrom().voidItem());
  }

  private synchronized boolean hasRested() {
    return !running && (!everRan || timers.nanoTime() - ended >= ended - began);
  }

  /** Reads the whole queue. */
  Uni<Void> all() {
    Place place = new Place();
    return Uni.createFrom()
        .voidItem()
        .invoke(this::begin)
        .chain(
            () ->
                Multi.createBy()
                    .repeating()
                    .uni(() -> place, this::next)
                    .whilst(jobs -> jobs.size() == PAGE)
                    .collect()
                    .last())
        .onFailure()
        .invoke(backlog::wantRefill)
        .onTermination()
        .invoke(this::end)
        .replaceWithVoid();
  }

  private synchronized void begin() {
    began = timers.nanoTime();
    running = true;
    backlog.refillBegins();
  }

  private synchronized void end() {
    ended = timers.nanoTime();
    running = false;
    everRan = true;
  }

  private Uni<List<Job>> next(Place place) {
    return page(place.lastId)
        .invoke(
            jobs -> {
              if (!jobs.isEmpty()) {
                place.lastId = jobs.get(jobs.size() - 1).id;
                readPage.publish(clock.instant());
              }
            });
  }

  private Uni<List<Job>> page(String after) {
    return jobs.queuedAfter(after, PAGE)
        .invoke(found -> found.forEach(job -> backlog.add(read.apply(job))));
  }
}
