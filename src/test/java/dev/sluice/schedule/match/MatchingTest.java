package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.schedule.match.FitTest.capacity;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobBuilder;
import dev.sluice.schedule.match.Matching.Match;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.WorkerBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MatchingTest {
  private final Matching matching = new Matching(new Fit(90));

  @Test
  void match_oneSlot_goesToTheHeadOfTheQueue() {
    WorkerCapacity oneSlot = capacity(aWorker().capacity(4, 4_096, 1));

    List<Match> matches = match(List.of(job("a"), job("b")), List.of(oneSlot));

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("a");
  }

  @Test
  void match_headFitsNowhere_assignsThoseBehindIt() {
    QueuedJob huge = FitTest.job(aJob().id("huge").needs(64, 1, Map.of()));

    List<Match> matches = match(List.of(huge, job("small")), List.of(capacity(aWorker())));

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("small");
  }

  @Test
  void match_severalFit_leastLoadedGetsTheJob() {
    WorkerCapacity busy = capacity(aWorker().id("busy").cpuUsage(80));
    WorkerCapacity calm = capacity(aWorker().id("calm").cpuUsage(10));

    List<Match> matches = match(List.of(job("a")), List.of(busy, calm));

    assertThat(matches.get(0).worker()).isSameAs(calm);
  }

  @Test
  void match_equalWorkers_takeTurns() {
    List<WorkerCapacity> workers =
        List.of(capacity(aWorker().id("w1")), capacity(aWorker().id("w2")));

    List<Match> matches = match(List.of(job("a"), job("b")), workers);

    assertThat(matches).extracting(m -> m.worker().worker().id).containsExactly("w1", "w2");
  }

  @Test
  @DisplayName("requests go to the worker whose processes are the least busy, up to their slots")
  void match_requestsForAModel_leastBusyProcessFirst() {
    WorkerCapacity large =
        capacity(FitTest.serving("m", 4, ProcessStatus.READY).id("large").cpuUsage(80));
    WorkerCapacity small = capacity(FitTest.serving("m", 1, ProcessStatus.READY).id("small"));
    WorkerCapacity other = capacity(FitTest.serving("other", 9, ProcessStatus.READY).id("other"));
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      queue.add(FitTest.job(FitTest.infer("m").id("job-" + i)));
    }

    List<Match> matches = match(queue, List.of(large, other, small));

    assertThat(matches)
        .extracting(m -> m.worker().worker().id)
        .containsExactly("small", "large", "large", "large", "large");
  }

  @Test
  @DisplayName(
      "processes are spread by what is reserved: the load of the moment says little of them")
  void match_spawnsOnWorkersOfUnequalLoad_areSpreadEvenly() {
    List<WorkerCapacity> workers =
        List.of(
            capacity(
                aWorker()
                    .capabilities("process_spawn")
                    .capacity(4, 4_096, 20)
                    .id("calm")
                    .cpuUsage(20)),
            capacity(
                aWorker()
                    .capabilities("process_spawn")
                    .capacity(4, 4_096, 20)
                    .id("warm")
                    .cpuUsage(35)),
            capacity(
                aWorker()
                    .capabilities("process_spawn")
                    .capacity(4, 4_096, 20)
                    .id("busy")
                    .cpuUsage(60)));
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queue.add(
          FitTest.job(aJob().operation("process_spawn").id("job-" + i).needs(0.1, 16, Map.of())));
    }

    List<Match> matches = match(queue, workers);

    Map<String, Long> counts =
        matches.stream()
            .collect(Collectors.groupingBy(m -> m.worker().worker().id, Collectors.counting()));
    assertThat(counts.values()).containsExactlyInAnyOrder(7L, 7L, 6L);
  }

  @Test
  void match_jobsOfSeveralKinds_areTakenInTheOrderOfTheQueue() {
    WorkerCapacity worker = capacity(aWorker().capacity(4, 4_096, 3));
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      queue.add(FitTest.job(aJob().id("job-" + i).needs(1, 1 + i % 2, Map.of())));
    }

    List<Match> matches = match(queue, List.of(worker));

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("job-0", "job-1", "job-2");
  }

  @Test
  void match_moreThanTheLimit_stopsThere() {
    List<Match> matches = match(List.of(job("a"), job("b")), List.of(capacity(aWorker())), 1);

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("a");
  }

  @Property(tries = 500)
  void match_anyFleet_neverExceedsCapacity(@ForAll long seed) {
    Random random = new Random(seed);
    List<WorkerCapacity> workers = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      workers.add(
          capacity(
              aWorker()
                  .id("w" + i)
                  .capacity(
                      1 + random.nextInt(4),
                      512L * (1 + random.nextInt(4)),
                      1 + random.nextInt(4))));
    }
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < random.nextInt(20); i++) {
      JobBuilder job = aJob().id("job-" + i);
      queue.add(
          FitTest.job(
              job.needs((1 + random.nextInt(30)) / 10.0, 1 + random.nextInt(900), Map.of())));
    }

    List<Match> matches = match(queue, workers);

    for (WorkerCapacity worker : workers) {
      List<QueuedJob> given =
          matches.stream().filter(m -> m.worker() == worker).map(Match::job).toList();
      assertThat(given.stream().mapToDouble(j -> j.requirements().cpu()).sum())
          .isLessThanOrEqualTo(worker.worker().cpuCount + 1e-6);
      assertThat(given.stream().mapToLong(j -> j.requirements().ramMb()).sum())
          .isLessThanOrEqualTo(worker.worker().ramTotalMb);
      assertThat(given).hasSizeLessThanOrEqualTo(worker.worker().maxParallel);
    }
    Set<String> once = new HashSet<>();
    assertThat(matches).allMatch(m -> once.add(m.job().id()));
    Fit fit = new Fit(90);
    assertThat(queue)
        .filteredOn(job -> !once.contains(job.id()))
        .allMatch(
            job -> workers.stream().allMatch(worker -> fit.obstacle(job, worker).isPresent()));
  }

  @Property(tries = 500)
  void match_anyFleet_givesEachJobTheLeastLoadedThatItFitsOn(@ForAll long seed) {
    List<WorkerCapacity> workers = fleet(new Random(seed));
    List<WorkerCapacity> same = fleet(new Random(seed));
    List<QueuedJob> queue = queue(new Random(seed + 1));

    List<Match> matches = match(queue, workers);

    assertThat(matches).extracting(MatchingTest::pair).isEqualTo(oneByOne(queue, same));
  }

  private static String pair(Match match) {
    return match.job().id() + " on " + match.worker().worker().id;
  }

  private static List<String> oneByOne(List<QueuedJob> queue, List<WorkerCapacity> workers) {
    Fit fit = new Fit(90);
    List<String> pairs = new ArrayList<>();
    for (QueuedJob job : queue.stream().sorted(QueuedJob.ORDER).toList()) {
      workers.stream()
          .filter(worker -> fit.obstacle(job, worker).isEmpty())
          .min(
              Comparator.comparingDouble(WorkerCapacity::loadScore)
                  .thenComparing(worker -> worker.worker().id))
          .ifPresent(
              best -> {
                best.reserve(job.kind());
                pairs.add(job.id() + " on " + best.worker().id);
              });
    }
    return pairs;
  }

  private static List<WorkerCapacity> fleet(Random random) {
    List<WorkerCapacity> workers = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      WorkerBuilder worker =
          aWorker()
              .id("w" + i)
              .cpuUsage(10.0 * random.nextInt(11))
              .labels(random.nextBoolean() ? Map.of() : Map.of("os", "linux"))
              .capabilities(random.nextInt(4) == 0 ? "task_run" : "exec")
              .capacity(
                  1 + random.nextInt(4), 512L * (1 + random.nextInt(4)), 1 + random.nextInt(4));
      workers.add(
          random.nextInt(3) == 0
              ? capacity(worker, aJob().needs(0.1, 1, Map.of()).runningOn("w" + i))
              : capacity(worker));
    }
    return workers;
  }

  private static List<QueuedJob> queue(Random random) {
    List<QueuedJob> queue = new ArrayList<>();
    for (int i = 0; i < random.nextInt(30); i++) {
      Map<String, String> labels = random.nextInt(3) == 0 ? Map.of("os", "linux") : Map.of();
      double cpu = List.of(0.1, 0.5, 1.0, 2.0, 4.0).get(random.nextInt(5));
      JobBuilder job = aJob().id("job-" + (10 + i)).priority(random.nextInt(10));
      queue.add(FitTest.job(job.needs(cpu, 1L << random.nextInt(11), labels)));
    }
    return queue;
  }

  /** The count, and not the time, shows that a round does not look at every worker for each job. */
  @Test
  void match_largeFleet_looksAtFewWorkersForEachJob() {
    int count = 1_000;
    AtomicInteger looks = new AtomicInteger();
    Fit counting =
        new Fit(90) {
          @Override
          boolean isRoom(QueuedJob job, WorkerCapacity worker) {
            looks.incrementAndGet();
            return super.isRoom(job, worker);
          }
        };
    List<WorkerCapacity> workers = new ArrayList<>();
    List<QueuedJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      workers.add(capacity(aWorker().id("w" + i)));
      jobs.add(job("job-" + (count + i)));
    }

    List<Match> matches = new Matching(counting).match(List.of(jobs), workers, count);

    assertThat(matches).hasSize(count);
    assertThat(looks).hasValueLessThan(3 * count);
  }

  private List<Match> match(List<QueuedJob> queue, List<WorkerCapacity> workers) {
    return match(queue, workers, Integer.MAX_VALUE);
  }

  private List<Match> match(List<QueuedJob> queue, List<WorkerCapacity> workers, int limit) {
    Map<Kind, List<QueuedJob>> byKind =
        queue.stream().sorted(QueuedJob.ORDER).collect(Collectors.groupingBy(QueuedJob::kind));
    return matching.match(List.copyOf(byKind.values()), workers, limit);
  }

  private static QueuedJob job(String id) {
    return FitTest.job(aJob().id(id));
  }
}
