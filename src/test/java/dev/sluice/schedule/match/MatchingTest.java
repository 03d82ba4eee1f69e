package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.schedule.match.FitTest.capacity;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobBuilder;
import dev.sluice.schedule.match.Matching.Match;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
