package dev.sluice.replica.lead;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two servers, a lease of three seconds, and looks that the test makes. */
class ElectionTest {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration BRIEFLY = Duration.ofMillis(500);

  private final ManualTimers timers = new ManualTimers();
  private final LeasesInMemory leases = new LeasesInMemory();
  private final Election one = server("one");
  private final Election two = server("two");

  @Test
  void look_noLeader_leadsInTheFirstEpoch() {
    look(one);

    assertThat(one.epoch()).isEqualTo(1);
    assertThat(one.leader()).isNotNull().matches(Leader::self);
  }

  @Test
  void look_anotherLeads_knowsTheLeader() {
    look(one);

    look(two);

    assertThat(two.isLeader()).isFalse();
    assertThat(two.leader()).isNotNull().matches(leader -> leader.server().equals("one"));
  }

  @Test
  void look_leaderRenews_staysAFollower() {
    for (int i = 0; i < 20; i++) {
      look(one);
      look(two);
      timers.advance(BRIEFLY);
    }

    assertThat(one.epoch()).isEqualTo(1);
    assertThat(two.isLeader()).isFalse();
  }

  @Test
  void look_leaderIsGone_takesOverAfterALeaseAndATenth() {
    look(one);
    look(two);

    timers.advance(LEASE.plus(LEASE.dividedBy(10)));
    look(two);
    assertThat(two.isLeader()).isFalse();
    timers.advance(Duration.ofMillis(1));
    look(two);

    assertThat(two.epoch()).isEqualTo(2);
  }

  @Test
  @DisplayName("a leader that cannot reach the store stops when its lease is over")
  void epoch_notRenewed_isZeroAfterTheLease() {
    List<Long> told = new ArrayList<>();
    one.changes().wake(told::add);
    look(one);
    leases.goAway(true);

    timers.advance(LEASE.minusMillis(1));
    fail(one);
    assertThat(one.isLeader()).isTrue();
    timers.advance(Duration.ofMillis(1));
    fail(one);

    assertThat(one.isLeader()).isFalse();
    assertThat(told).containsExactly(1L, 0L);
  }

  @Test
  @DisplayName("the lease counts from before the renewal was sent, not from its answer")
  void epoch_renewalWithoutAnswer_doesNotProlongTheLease() {
    look(one);
    leases.loseAnswers(true);
    timers.advance(BRIEFLY);
    fail(one);

    timers.advance(LEASE.minus(BRIEFLY));

    assertThat(one.isLeader()).isFalse();
  }

  @Test
  void look_lostLeadershipAndNoOtherTookIt_leadsInANewEpoch() {
    look(one);
    timers.advance(LEASE);
    look(one);
    assertThat(one.isLeader()).isFalse();

    timers.advance(LEASE.multipliedBy(2));
    look(one);
    look(one);

    assertThat(one.epoch()).isEqualTo(2);
  }

  @Test
  void look_anotherTookTheLease_stops() {
    look(one);
    look(two);
    timers.advance(LEASE.multipliedBy(2));
    look(two);

    look(one);

    assertThat(one.isLeader()).isFalse();
    assertThat(two.epoch()).isEqualTo(2);
  }

  @Test
  void resign_leader_handsOverAtOnce() {
    look(one);
    look(two);

    result(one.resign());
    look(two);
    look(one);

    assertThat(one.isLeader()).isFalse();
    assertThat(two.epoch()).isEqualTo(2);
  }

  @Test
  void resign_follower_neverLeads() {
    look(one);
    result(two.resign());

    timers.advance(LEASE.multipliedBy(3));
    look(two);
    look(two);

    assertThat(two.isLeader()).isFalse();
  }

  @Test
  void begin_periodically_renews() {
    result(one.begin());
    for (int i = 0; i < 10; i++) {
      timers.advance(BRIEFLY);
    }

    assertThat(timers.waiting()).isPositive();
  }

  private Election server(String id) {
    return new Election(id, leases, LEASE, timers, () -> 0.5);
  }

  private static void look(Election server) {
    result(server.look());
  }

  /** The store does not answer. */
  private static void fail(Election server) {
    result(server.look().onFailure().recoverWithNull());
  }
}
