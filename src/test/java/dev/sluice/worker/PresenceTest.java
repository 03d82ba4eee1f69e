package dev.sluice.worker;

import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final String ID = "worker-1";

  private final ManualTimers timers = new ManualTimers();
  private final FleetInMemory fleet = new FleetInMemory(timers);
  private final Presence presence = fleet.presence;
  private final List<String> returned = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  @Test
  void isPresent_registered_isTrue() {
    fleet.join(aWorker());

    assertThat(presence.isPresent(ID)).isTrue();
    assertThat(presence.ageMs(ID)).hasValue(0);
  }

  @Test
  void isPresent_notHeardSinceTheStart_isFalse() {
    assertThat(presence.isPresent(ID)).isFalse();
    assertThat(presence.ageMs(ID)).isEmpty();
  }

  @Test
  void suspect_presentWorker_isSuspectUntilItCalls() {
    fleet.join(aWorker());

    presence.suspect(ID);
    assertThat(presence.isPresent(ID)).isFalse();

    presence.heard(ID);
    assertThat(presence.isPresent(ID)).isTrue();
  }

  @Test
  void suspect_registeredAgain_isPresent() {
    fleet.join(aWorker());
    presence.suspect(ID);

    fleet.join(aWorker());

    assertThat(presence.isPresent(ID)).isTrue();
  }

  @Test
  void suspect_removedWorker_isNotRemembered() {
    Worker worker = fleet.join(aWorker());
    worker.deleted = true;
    fleet.changed(worker);

    presence.suspect(ID);

    assertThat(presence.ageMs(ID)).isEmpty();
  }

  @Test
  void heard_againWhilePresent_publishesNoReturn() {
    presence.returned().wake(returned::add);

    presence.heard(ID);
    presence.heard(ID);
    presence.suspect(ID);
    presence.heard(ID);

    assertThat(returned).containsExactly(ID, ID);
  }

  @Test
  void isSilent_presentWorker_afterTheOfflineTime() {
    fleet.join(aWorker());

    timers.advance(fleet.config.offlineAfter());
    assertThat(presence.isSilent(ID)).isFalse();

    timers.advance(Duration.ofMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
  }

  @Test
  void suspect_doesNotComeBackInTime_isLost() {
    presence.lost().wake(lost::add);
    fleet.join(aWorker());
    timers.advance(Duration.ofSeconds(8));
    presence.suspect(ID);

    timers.advance(fleet.config.suspectFor());
    assertThat(presence.isSilent(ID)).isFalse();
    assertThat(lost).isEmpty();

    timers.advance(Duration.ofMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
    assertThat(lost).containsExactly(ID);
  }

  @Test
  void suspect_comesBackInTime_isNotLostAndItsNextBreakHasItsOwnTime() {
    presence.lost().wake(lost::add);
    fleet.join(aWorker());
    presence.suspect(ID);
    timers.advance(fleet.config.suspectFor());
    presence.heard(ID);
    presence.suspect(ID);

    timers.advance(fleet.config.suspectFor());

    assertThat(presence.isSilent(ID)).isFalse();
    assertThat(lost).isEmpty();
  }

  @Test
  void suspect_mostOfTheFleetAtOnce_eachHasTheFullLease() {
    presence.lost().wake(lost::add);
    List<String> ids = List.of("worker-1", "worker-2", "worker-3", "worker-4", "worker-5");
    ids.forEach(id -> fleet.join(aWorker().id(id)));
    ids.subList(0, 3).forEach(presence::suspect);

    timers.advance(fleet.config.offlineAfter());
    assertThat(lost).isEmpty();
    assertThat(presence.isSilent("worker-1")).isFalse();
    assertThat(presence.isPresent("worker-1")).isFalse();

    timers.advance(fleet.config.offlineAfter());
    assertThat(presence.isSilent("worker-1")).isTrue();
  }

  @Test
  void suspect_halfOfTheFleetAtOnce_isLost() {
    presence.lost().wake(lost::add);
    List<String> ids = List.of("w-1", "w-2", "w-3", "w-4", "w-5", "w-6");
    ids.forEach(id -> fleet.join(aWorker().id(id)));
    ids.subList(0, 3).forEach(presence::suspect);

    timers.advance(fleet.config.suspectFor().plusMillis(1));

    assertThat(lost).containsExactlyInAnyOrder("w-1", "w-2", "w-3");
  }

  @Test
  void suspect_oneAfterAnother_eachIsLost() {
    presence.lost().wake(lost::add);
    List<String> ids = List.of("w-1", "w-2", "w-3", "w-4", "w-5");
    for (String id : ids) {
      fleet.join(aWorker().id(id));
      presence.suspect(id);
      timers.advance(fleet.config.suspectFor().plusMillis(1));
    }

    assertThat(lost).isEqualTo(ids);
  }

  @Test
  void ends_workerWithABrokenPoll_isNeitherPresentNorLostSoon() {
    presence.lost().wake(lost::add);
    presence.returned().wake(returned::add);
    fleet.join(aWorker());
    presence.ends(ID);

    presence.suspect(ID);
    presence.heard(ID);
    timers.advance(fleet.config.heartbeat());

    assertThat(presence.isPresent(ID)).isFalse();
    assertThat(presence.isSilent(ID)).isFalse();
    assertThat(lost).isEmpty();
    assertThat(returned).isEmpty();
  }

  @Test
  void ends_workerThatSaysNoMore_isSilentAfterItsNextHeartbeatIsMissed() {
    fleet.join(aWorker());
    presence.ends(ID);

    timers.advance(fleet.config.heartbeat().multipliedBy(3).dividedBy(2).plusMillis(1));

    assertThat(presence.isSilent(ID)).isTrue();
  }

  @Test
  void ends_registersAgain_isPresent() {
    presence.ends(ID);

    fleet.join(aWorker());

    assertThat(presence.isPresent(ID)).isTrue();
  }

  @Test
  void renewAll_silentAndSuspectWorkers_haveTheFullLeaseAgain() {
    fleet.join(aWorker());
    presence.suspect(ID);
    timers.advance(Duration.ofHours(1));

    presence.renewAll();

    timers.advance(fleet.config.offlineAfter());
    assertThat(presence.isSilent(ID)).isFalse();
    timers.advance(Duration.ofMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
    assertThat(presence.ageMs(ID).orElseThrow()).isGreaterThan(Duration.ofHours(1).toMillis());
  }

  @Test
  void isSilent_neverHeard_countsFromTheFirstQuestion() {
    timers.advance(Duration.ofDays(1));
    assertThat(presence.isSilent(ID)).isFalse();

    timers.advance(fleet.config.offlineAfter().plusMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
  }
}
