package dev.sluice.task;

import static com.mongodb.client.model.Updates.set;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.store.PlainStore;
import dev.sluice.time.TestClock;
import dev.sluice.wire.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each test has a task of its own. */
@ExtendWith(PlainStore.class)
class OrphanBundlesContractTest {
  private final TestClock clock = new TestClock();
  private final Bundles bundles = new Bundles(clock);
  private final TaskVersions versions = new TaskVersions(new Catalog(), clock);
  private final OrphanBundles orphans = new OrphanBundles(bundles, versions);
  private final TaskBundle bundle = aTask("t-" + UUID.randomUUID()).bundle();

  @Test
  void remove_noVersionHasIt_isRemovedAfterADay() {
    keep();

    round();
    clock.advance(OrphanBundles.GRACE.minusSeconds(1));
    round();
    assertThat(isStored()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    round();

    assertThat(isStored()).isFalse();
  }

  @Test
  void remove_aVersionHasIt_staysAndTheDayBeginsAgainWhenItIsGone() {
    keep();
    round();
    TaskVersion version = version();
    clock.advance(OrphanBundles.GRACE);

    round();
    assertThat(isStored()).isTrue();
    result(TaskVersion.mongoCollection().deleteOne(new Document("_id", version.id)));
    round();
    assertThat(isStored()).isTrue();
    clock.advance(OrphanBundles.GRACE);
    round();

    assertThat(isStored()).isFalse();
  }

  @Test
  void remove_aVersionIsUnavailable_stays() {
    keep();
    TaskVersion version = version();
    result(
        TaskVersion.mongoCollection()
            .updateOne(new Document("_id", version.id), set("available", false)));

    roundsOfADay();

    assertThat(isStored()).isTrue();
  }

  /** A job that has ended may be retried as long as it is kept. */
  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void remove_aKeptJobPinnedIt_staysUntilTheJobIsPurged(JobStatus status) {
    keep();
    Job job =
        aJob()
            .id("job-" + UUID.randomUUID())
            .operation("task_run")
            .ended(status, Outcome.FAILED, 0)
            .build();
    job.bundle = bundle.digest();
    result(Job.mongoCollection().insertOne(job));

    roundsOfADay();
    assertThat(isStored()).isTrue();
    result(Job.mongoCollection().deleteOne(new Document("_id", job.id)));
    round();

    assertThat(isStored()).isFalse();
  }

  @Test
  void remove_aJobOfAnEarlierVersionPinnedIt_stays() {
    keep();
    Job job =
        aJob()
            .id("job-" + UUID.randomUUID())
            .operation("task_run")
            .payload("{\"task\":\"t\",\"digest\":\"" + bundle.digest() + "\"}")
            .build();
    result(Job.mongoCollection().insertOne(job));

    roundsOfADay();

    assertThat(isStored()).isTrue();
  }

  /** A sync stores the bundle, then the version; a round comes between. */
  @Test
  void keep_anOrphanThatIsDue_staysForTheVersionThatFollows() {
    keep();
    round();
    clock.advance(OrphanBundles.GRACE);

    keep();
    round();
    version();
    roundsOfADay();

    assertThat(isStored()).isTrue();
  }

  private void keep() {
    result(bundles.keep(List.of(bundle)));
  }

  private void round() {
    result(orphans.removeAt(clock.instant()));
  }

  private void roundsOfADay() {
    round();
    clock.advance(OrphanBundles.GRACE);
    round();
  }

  private boolean isStored() {
    return result(bundles.find(bundle.digest())) != null;
  }

  private TaskVersion version() {
    TaskVersion version = new TaskVersion();
    version.id = TaskVersion.id(bundle.name(), "1.0.0");
    version.name = bundle.name();
    version.version = "1.0.0";
    version.digest = bundle.digest();
    result(versions.added(List.of(version)));
    return version;
  }
}
