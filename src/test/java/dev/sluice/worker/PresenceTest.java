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
  void isSilent_suspectWorker_afterItsNextHeartbeatIsMissed() {
    fleet.join(aWorker());
    presence.suspect(ID);

    timers.advance(fleet.config.heartbeat().multipliedBy(3).dividedBy(2));
    assertThat(presence.isSilent(ID)).isFalse();

    timers.advance(Duration.ofMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
  }

  @Test
  void isSilent_neverHeard_countsFromTheFirstQuestion() {
    timers.advance(Duration.ofDays(1));
    assertThat(presence.isSilent(ID)).isFalse();

    timers.advance(fleet.config.offlineAfter().plusMillis(1));
    assertThat(presence.isSilent(ID)).isTrue();
  }
}
