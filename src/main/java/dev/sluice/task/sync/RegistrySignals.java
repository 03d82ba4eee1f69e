package dev.sluice.task.sync;

import dev.sluice.replica.Signal;
import dev.sluice.replica.Signals;
import dev.sluice.task.events.TaskEvents;
import dev.sluice.time.Coalesced;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Tells other servers when this one changes the registry, and follows their changes at once. */
@Singleton
final class RegistrySignals {
  private static final String KEY = "events";

  private final TaskEvents events;
  private final Signals signals;
  private final Coalesced catchUps;

  @Inject
  RegistrySignals(TaskEvents events, Signals signals, TaskRegistry registry) {
    this(events, signals, registry::catchUp);
  }

  /**
   * @param catchUp reads the events that other servers stored
   */
  RegistrySignals(TaskEvents events, Signals signals, Supplier<Uni<?>> catchUp) {
    this.events = events;
    this.signals = signals;
    this.catchUps =
        new Coalesced(
            "reading the events of other servers", Infrastructure.getDefaultExecutor(), catchUp);
  }

  void start(@Observes StartupEvent event) {
    begin();
  }

  void begin() {
    events.stored().wake(number -> signals.send(new Signal(Signal.Kind.TASKS, KEY, number)));
    signals.received().project(this::listen);
    signals.missed().wake(reason -> catchUps.request());
  }

  private void listen(Signal signal) {
    if (signal.kind() == Signal.Kind.TASKS && signal.number() > events.last()) {
      catchUps.request();
    }
  }
}
