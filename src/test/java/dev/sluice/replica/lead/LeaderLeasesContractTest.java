package dev.sluice.replica.lead;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.PlainStore;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class LeaderLeasesContractTest {
  private static final int RACERS = 40;

  @Inject LeaderLeases leases;

  @BeforeEach
  void noLeader() {
    result(LeaderLease.mongoCollection().deleteMany(new Document()));
  }

  @Test
  void take_manyServersAtOnce_exactlyOneGetsEachEpoch() {
    assertThat(race(null)).hasSize(1);
    LeaderLease first = Objects.requireNonNull(result(leases.find()));

    List<LeaderLease> second = race(first);

    assertThat(second).hasSize(1);
    assertThat(second.get(0).epoch).isEqualTo(2);
  }

  @Test
  void take_renewedSinceItWasSeen_failsAndChangesNothing() {
    LeaderLease seen = Objects.requireNonNull(result(leases.take(null, "one")));
    result(leases.renew(seen));

    assertThat(result(leases.take(seen, "two"))).isNull();

    assertThat(Objects.requireNonNull(result(leases.find())).holder).isEqualTo("one");
  }

  @Test
  void renew_anotherHasTaken_isNull() {
    LeaderLease one = Objects.requireNonNull(result(leases.take(null, "one")));
    result(leases.take(one, "two"));

    assertThat(result(leases.renew(one))).isNull();
  }

  @Test
  void release_holder_leavesNoHolder() {
    LeaderLease one = Objects.requireNonNull(result(leases.take(null, "one")));

    result(leases.release(one));

    assertThat(Objects.requireNonNull(result(leases.find())).holder).isEmpty();
  }

  @Test
  void release_anotherHasTaken_changesNothing() {
    LeaderLease one = Objects.requireNonNull(result(leases.take(null, "one")));
    result(leases.take(one, "two"));

    result(leases.release(one));

    assertThat(Objects.requireNonNull(result(leases.find())).holder).isEqualTo("two");
  }

  private List<LeaderLease> race(@Nullable LeaderLease seen) {
    List<Uni<LeaderLease>> racers =
        IntStream.range(0, RACERS).mapToObj(i -> leases.take(seen, "server-" + i)).toList();
    return result(Uni.join().all(racers).andCollectFailures()).stream()
        .filter(Objects::nonNull)
        .toList();
  }
}
