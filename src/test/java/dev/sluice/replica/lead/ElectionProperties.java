package dev.sluice.replica.lead;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Three servers look, pause, stop and lose the store in any order. */
class ElectionProperties {
  private static final Duration LEASE = Duration.ofSeconds(3);

  @Property(tries = 500)
  void lookAtAnyTimes_neverTwoLeaders_andEachEpochHasOne(
      @ForAll @Size(min = 10, max = 200) List<@IntRange(max = 39) Integer> steps) {
    ManualTimers timers = new ManualTimers();
    LeasesInMemory leases = new LeasesInMemory();
    List<Election> servers =
        List.of("one", "two", "three").stream()
            .map(id -> new Election(id, leases, LEASE, timers, () -> 0.5))
            .toList();
    Set<Long> begun = new HashSet<>();
    servers.forEach(
        server ->
            server.changes().wake(epoch -> assertThat(epoch == 0 || begun.add(epoch)).isTrue()));

    for (int step : steps) {
      play(step, servers, timers, leases);
      assertThat(servers.stream().filter(Leadership::isLeader).count()).isLessThanOrEqualTo(1);
    }
  }

  private static void play(
      int step, List<Election> servers, ManualTimers timers, LeasesInMemory leases) {
    if (step < 24) {
      result(servers.get(step % 3).look().onFailure().recoverWithNull());
    } else if (step < 36) {
      timers.advance(Duration.ofMillis(150L * (step - 23)));
    } else {
      leases.goAway(step == 36);
      leases.loseAnswers(step == 38);
    }
  }
}
