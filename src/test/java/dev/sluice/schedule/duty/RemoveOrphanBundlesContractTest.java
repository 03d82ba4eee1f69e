package dev.sluice.schedule.duty;

import static com.mongodb.client.model.Filters.eq;
import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.store.PlainStore;
import dev.sluice.task.Bundles;
import dev.sluice.task.Catalog;
import dev.sluice.task.OrphanBundles;
import dev.sluice.task.StoredBundle;
import dev.sluice.task.TaskVersions;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class RemoveOrphanBundlesContractTest {
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final Bundles bundles = new Bundles(clock);
  private final RemoveOrphanBundles duty =
      new RemoveOrphanBundles(
          new OrphanBundles(bundles, new TaskVersions(new Catalog(), clock)), timers);

  @Test
  void runOnce_withinTheHour_waits() {
    String before = stored();
    result(duty.runOnce(clock.instant()));
    String after = stored();

    timers.advance(RemoveOrphanBundles.EVERY.minusMillis(1));
    result(duty.runOnce(clock.instant()));
    assertThat(isNoted(before)).isTrue();
    assertThat(isNoted(after)).isFalse();
    timers.advance(RemoveOrphanBundles.EVERY);
    result(duty.runOnce(clock.instant()));

    assertThat(isNoted(after)).isTrue();
  }

  private String stored() {
    TaskBundle bundle = aTask("t-" + UUID.randomUUID()).bundle();
    result(bundles.keep(List.of(bundle)));
    return bundle.digest();
  }

  private static boolean isNoted(String digest) {
    return result(StoredBundle.mongoCollection().find(eq("_id", digest)).collect().first())
            .orphanSince
        != null;
  }
}
