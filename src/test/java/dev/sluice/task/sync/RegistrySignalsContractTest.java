package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.replica.Peers;
import dev.sluice.store.PlainStore;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.time.Settings;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The registries of two servers on one store, which look for each other's events on a signal only.
 */
@ExtendWith(PlainStore.class)
class RegistrySignalsContractTest {
  private final TaskEvents here = new TaskEvents(Settings.of(TaskConfig.class));
  private final TaskEvents elsewhere = new TaskEvents(Settings.of(TaskConfig.class));
  private final List<TaskEvent> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger readsElsewhere = new AtomicInteger();
  private Peers servers;

  @BeforeEach
  void twoServers() {
    servers = new Peers();
    result(here.recover());
    result(elsewhere.recover());
    new RegistrySignals(here, servers.here(), here::catchUp).begin();
    new RegistrySignals(
            elsewhere,
            servers.elsewhere(),
            () -> {
              readsElsewhere.incrementAndGet();
              return elsewhere.catchUp();
            })
        .begin();
    here.seen().wake(seen::addAll);
  }

  @Test
  void append_elsewhere_isSeenHere() {
    result(elsewhere.append(List.of(event("first"), event("second"))));

    deliverUntilSeen(2);
    assertThat(seen).extracting(e -> e.data).containsExactly("first", "second");
    assertThat(here.last()).isEqualTo(elsewhere.last());
  }

  @Test
  @DisplayName("a server that reads what another announced does not announce it again")
  void append_elsewhere_isNotSentBack() {
    result(elsewhere.append(List.of(event("theirs"))));
    deliverUntilSeen(1);

    result(here.append(List.of(event("ours"))));
    Eventually.until(
        "the other server has it",
        () -> {
          servers.deliver();
          return elsewhere.last() == here.last();
        });
    assertThat(readsElsewhere).hasValue(1);
  }

  private void deliverUntilSeen(int count) {
    Eventually.until(
        "the events are here",
        () -> {
          servers.deliver();
          return seen.size() == count;
        });
  }

  private static TaskEvent event(String data) {
    TaskEvent event = new TaskEvent();
    event.kind = TaskEvent.Kind.SYNC;
    event.at = Instant.parse("2026-11-29T12:00:00Z");
    event.data = data;
    return event;
  }
}
