package dev.sluice.task;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which definitions stay in memory, and for how long. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class DefinitionsContractTest {
  private final Bundles bundles = new Bundles(new TestClock());
  private final ManualTimers timers = new ManualTimers();
  private final Definitions definitions =
      new Definitions(
          bundles,
          Settings.of(
              TaskConfig.class,
              Map.of("sluice.tasks.cache-size", "2", "sluice.tasks.cache-ttl", "10m")),
          timers);

  @Test
  void find_inUse_staysInMemory() {
    String digest = stored();

    find(digest);
    timers.advance(Duration.ofMinutes(9));
    find(digest);
    timers.advance(Duration.ofMinutes(9));
    find(digest);
    assertThat(definitions.stats().missCount()).isEqualTo(1);
    assertThat(definitions.stats().hitCount()).isEqualTo(2);

    timers.advance(Duration.ofMinutes(11));
    find(digest);
    assertThat(definitions.stats().missCount()).isEqualTo(2);
  }

  @Test
  void find_moreThanCacheSize_evicts() {
    List<String> digests = Stream.generate(this::stored).limit(20).toList();

    digests.forEach(this::find);
    digests.forEach(this::find);

    // When the second round begins, the cache holds two, and at most two more to be evicted.
    assertThat(definitions.stats().hitCount()).isLessThanOrEqualTo(4);
  }

  @Test
  void find_unknownDigest_isNotCached() {
    TaskBundle late = aTask("t-" + UUID.randomUUID()).bundle();

    assertThat(result(definitions.find(late.digest()))).isNull();
    result(bundles.keep(List.of(late)));

    // The cache forgets an absent one just after it has told so.
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (result(definitions.find(late.digest())) == null) {
      assertThat(System.nanoTime() - until).as("is found").isNegative();
    }
  }

  private void find(String digest) {
    assertThat(result(definitions.find(digest))).isNotNull();
  }

  private String stored() {
    TaskBundle bundle = aTask("t-" + UUID.randomUUID()).bundle();
    result(bundles.keep(List.of(bundle)));
    return bundle.digest();
  }
}
