package dev.sluice.worker;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.replica.Peers;
import dev.sluice.store.PlainStore;
import dev.sluice.text.Sha256;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.worker.Heartbeat;
import dev.sluice.worker.Workers.Change;
import dev.sluice.worker.Workers.Change.Kind;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The workers that two servers on one store have in memory. */
@ExtendWith(PlainStore.class)
class WorkerSignalsContractTest {
  private final String id = "w-" + UUID.randomUUID();
  private final TestClock clock = new TestClock();
  private final WorkerConfig config = Settings.of(WorkerConfig.class);
  private final ManualTimers timers = new ManualTimers();
  private final Workers here = new Workers(config, clock);
  private final Workers elsewhere = new Workers(config, clock);
  private final WorkerCache cache = new WorkerCache(here);
  private final Presence presence = new Presence(here, config, timers);
  private final List<Change> seen = new CopyOnWriteArrayList<>();
  private Peers servers;
  private WorkerSignals signals;

  @BeforeEach
  void twoServers() {
    servers = new Peers();
    signals = new WorkerSignals(here, cache, servers.here(), timers);
    signals.begin();
    new WorkerSignals(elsewhere, new WorkerCache(elsewhere), servers.elsewhere(), timers).begin();
    here.changes().wake(seen::add);
  }

  @Test
  void register_elsewhere_isPresentHere() {
    Worker worker = registered();

    awaited(Kind.JOINED);

    assertThat(cache.find(id)).isPresent();
    assertThat(presence.isPresent(id)).isTrue();
    assertThat(cache.find(id).orElseThrow().incarnation).isEqualTo(worker.incarnation);
  }

  @Test
  void heartbeat_elsewhere_makesTheWorkerHeardHere() {
    registered();
    awaited(Kind.JOINED);
    timers.advance(config.offlineAfter().plusSeconds(1));
    assertThat(presence.isSilent(id)).isTrue();

    clock.advance(Duration.ofSeconds(30));
    result(elsewhere.heartbeat(id, "token", new Heartbeat(5.0, 100L, List.of(), false)));

    awaited(Kind.HEARTBEAT);
    assertThat(presence.isSilent(id)).isFalse();
    assertThat(presence.isPresent(id)).isTrue();
  }

  @Test
  @DisplayName("a worker whose connection broke here, and that calls another server, is not lost")
  void heartbeat_elsewhereOfASuspectWorker_endsTheSuspicion() {
    registered();
    awaited(Kind.JOINED);
    presence.suspect(id);
    List<String> lost = new CopyOnWriteArrayList<>();
    presence.lost().wake(lost::add);

    clock.advance(Duration.ofMillis(300));
    result(elsewhere.heartbeat(id, "token", new Heartbeat(5.0, 100L, List.of(), false)));
    awaited(Kind.HEARTBEAT);
    timers.advance(config.suspectFor().multipliedBy(3));

    assertThat(lost).isEmpty();
  }

  @Test
  void drain_elsewhere_isKnownHere() {
    registered();
    awaited(Kind.JOINED);

    result(elsewhere.drain(id, true));

    awaited(Kind.STANDING);
    assertThat(cache.find(id).orElseThrow().draining).isTrue();
  }

  @Test
  void remove_elsewhere_isGoneHere() {
    Worker worker = registered();
    awaited(Kind.JOINED);

    result(elsewhere.remove(worker, "left"));

    awaited(Kind.LEFT);
    assertThat(cache.find(id)).isEmpty();
  }

  @Test
  void readAll_signalsWereLost_findsWhatChanged() {
    Worker worker = registered();
    awaited(Kind.JOINED);
    Workers silent = new Workers(config, clock);
    result(silent.remove(worker, "left"));

    result(signals.readAll());

    assertThat(cache.find(id)).isEmpty();
  }

  private Worker registered() {
    Worker worker = WorkerBuilder.aWorker().id(id).build();
    worker.tokenDigest = Sha256.of("token");
    worker.incarnation = "incarnation-" + id;
    worker.lastHeartbeatAt = clock.instant();
    return result(elsewhere.register(null, worker));
  }

  private void awaited(Kind kind) {
    Eventually.until(
        kind + " is seen here",
        () -> {
          servers.deliver();
          return seen.stream().anyMatch(c -> c.worker().id.equals(id) && c.kind() == kind);
        });
  }
}
