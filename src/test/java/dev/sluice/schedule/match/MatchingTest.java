package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.schedule.match.FitTest.room;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MatchingTest {
  private final Matching matching = new Matching(new Fit(90));

  @Test
  void theHeadOfTheQueueGoesFirst() {
    Room oneSlot = room(aWorker().capacity(4, 4_096, 1));

    List<Match> matches = matching.match(List.of(job("a"), job("b")), List.of(oneSlot));

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("a");
  }

  @Test
  void aJobThatFitsNowhereDoesNotBlockThoseBehindIt() {
    QueuedJob huge = FitTest.job(aJob().id("huge").needs(64, 1, Map.of()));

    List<Match> matches = matching.match(List.of(huge, job("small")), List.of(room(aWorker())));

    assertThat(matches).extracting(m -> m.job().id()).containsExactly("small");
  }

  @Test
  void theLeastLoadedWorkerGetsTheJob() {
    Room busy = room(aWorker().id("busy").cpuUsage(80));
    Room calm = room(aWorker().id("calm").cpuUsage(10));

    List<Match> matches = matching.match(List.of(job("a")), List.of(busy, calm));

    assertThat(matches.get(0).room()).isSameAs(calm);
  }

  @Test
  void workersThatAreAlikeTakeTurns() {
    List<Room> rooms = List.of(room(aWorker().id("w1")), room(aWorker().id("w2")));

    List<Match> matches = matching.match(List.of(job("a"), job("b")), rooms);

    assertThat(matches).extracting(m -> m.room().worker().id).containsExactly("w1", "w2");
  }

  @Property(tries = 500)
  void neverGivesAWorkerMoreThanItHas(@ForAll long seed) {
    Random random = new Random(seed);
    List<Room> rooms = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      rooms.add(
          room(
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

    List<Match> matches = matching.match(queue, rooms);

    for (Room room : rooms) {
      List<QueuedJob> given =
          matches.stream().filter(m -> m.room() == room).map(Match::job).toList();
      assertThat(given.stream().mapToDouble(j -> j.requirements().cpu()).sum())
          .isLessThanOrEqualTo(room.worker().cpuCount + 1e-6);
      assertThat(given.stream().mapToLong(j -> j.requirements().ramMb()).sum())
          .isLessThanOrEqualTo(room.worker().ramTotalMb);
      assertThat(given).hasSizeLessThanOrEqualTo(room.worker().maxParallel);
    }
    Set<String> once = new HashSet<>();
    assertThat(matches).allMatch(m -> once.add(m.job().id()));
    Fit fit = new Fit(90);
    assertThat(queue)
        .filteredOn(job -> !once.contains(job.id()))
        .allMatch(job -> rooms.stream().allMatch(room -> fit.obstacle(job, room).isPresent()));
  }

  private static QueuedJob job(String id) {
    return FitTest.job(aJob().id(id));
  }
}
