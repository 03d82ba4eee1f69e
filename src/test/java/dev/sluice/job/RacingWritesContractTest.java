package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.lease;
import static dev.sluice.job.StoredJobs.now;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.AttemptOutput;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.time.Settings;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of many servers that write one job at the same time, the store lets exactly one win. */
@ExtendWith(PlainStore.class)
class RacingWritesContractTest {
  private static final int RACERS = 24;
  private static final int ROUNDS = 5;

  /** As on so many servers: none has seen what another wrote. */
  private final List<Jobs> servers =
      IntStream.range(0, RACERS)
          .mapToObj(n -> new Jobs(Settings.of(JobConfig.class), Clock.systemUTC(), () -> 0.5))
          .toList();

  @RepeatedTest(ROUNDS)
  void open_allServers_oneOpens() {
    Job job = insert(aJob().operation("contract"));

    assertOneWins(n -> written(servers.get(n).open(job.id)));

    assertThat(now(job).revision).isEqualTo(job.revision + 1);
  }

  @RepeatedTest(ROUNDS)
  void assign_eachToItsWorker_oneAssigns() {
    Job job = insert(aJob().operation("contract").queued());

    int winner =
        assertOneWins(n -> servers.get(n).assign(List.of(placement(job, n))).map(notEmpty()));

    assertThat(now(job).workerId).isEqualTo("w-" + winner);
    assertThat(now(job).attempts).hasSize(1);
  }

  @RepeatedTest(ROUNDS)
  void assign_inBatchesOfSeveralJobs_eachJobIsAssignedOnce() {
    List<Job> all =
        IntStream.range(0, 8).mapToObj(n -> insert(aJob().operation("contract").queued())).toList();

    List<List<Job>> won =
        race(n -> servers.get(n).assign(all.stream().map(job -> placement(job, n)).toList()));

    assertThat(won.stream().flatMap(List::stream).map(job -> job.id))
        .containsExactlyInAnyOrderElementsOf(all.stream().map(job -> job.id).toList());
  }

  @RepeatedTest(ROUNDS)
  void fetched_allServers_oneStarts() {
    Job assigned =
        StoredJobs.assign(servers.get(0), insert(aJob().operation("contract").queued()), "w");

    assertOneWins(n -> written(servers.get(n).fetched(assigned)));
  }

  @RepeatedTest(ROUNDS)
  void end_byResultLossAndTimeLimit_oneEnds() {
    Job running = run(servers.get(0), insert(aJob().operation("contract").queued()), "w");
    EndReason[] reasons = {EndReason.COMPLETED, EndReason.WORKER_LOST, EndReason.TIMEOUT};

    int winner =
        assertOneWins(
            n ->
                written(
                    servers
                        .get(n)
                        .end(running, ended(reasons[n % reasons.length]), AttemptOutput.NONE)));

    Job now = now(running);
    assertThat(now.attempts).hasSize(1);
    assertThat(now.attempts.get(0).reason()).isEqualTo(reasons[winner % reasons.length]);
  }

  @RepeatedTest(ROUNDS)
  void cancelUnfetchedAndAssign_queuedJob_oneWins() {
    Job job = insert(aJob().operation("contract").queued());

    int winner =
        assertOneWins(
            n ->
                n % 2 == 0
                    ? servers.get(n).assign(List.of(placement(job, n))).map(notEmpty())
                    : written(servers.get(n).cancelUnfetched(job, EndReason.CANCELLED)));

    assertThat(now(job).status)
        .isEqualTo(winner % 2 == 0 ? JobStatus.ASSIGNED : JobStatus.CANCELLED);
  }

  @RepeatedTest(ROUNDS)
  void retryAndDelete_endedJob_oneWins() {
    Job ended = insert(aJob().operation("contract").ended(JobStatus.FAILED, Outcome.FAILED, 0));

    int winner =
        assertOneWins(
            n -> n % 2 == 0 ? written(servers.get(n).retry(ended)) : servers.get(n).delete(ended));

    assertThat(StoredJobs.exists(ended)).isEqualTo(winner % 2 == 0);
  }

  private int assertOneWins(Function<Integer, Uni<Boolean>> write) {
    List<Boolean> won = race(write);
    List<Integer> winners = IntStream.range(0, RACERS).filter(won::get).boxed().toList();
    assertThat(winners).hasSize(1);
    return winners.get(0);
  }

  /** Lets all begin at the same moment, each on a thread of its own. */
  private static <T> List<T> race(Function<Integer, Uni<T>> write) {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    List<Uni<T>> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      int n = i;
      racers.add(
          Uni.createFrom()
              .deferred(() -> begin(start, write, n))
              .runSubscriptionOn(Infrastructure.getDefaultExecutor()));
    }
    return result(Uni.join().all(racers).andFailFast());
  }

  private static <T> Uni<T> begin(CyclicBarrier start, Function<Integer, Uni<T>> write, int n) {
    try {
      start.await();
    } catch (Exception e) {
      return Uni.createFrom().failure(e);
    }
    return write.apply(n);
  }

  private static Uni<Boolean> written(Uni<Job> write) {
    return write.map(job -> job != null);
  }

  private static Function<List<Job>, Boolean> notEmpty() {
    return jobs -> !jobs.isEmpty();
  }

  private static Placement placement(Job job, int n) {
    return new Placement(job.id, 1, lease(job.id + " " + n, "w-" + n), false);
  }

  private static AttemptEnd ended(EndReason reason) {
    return new AttemptEnd(reason, null, null, new JobError("a_code", "a message"));
  }
}
