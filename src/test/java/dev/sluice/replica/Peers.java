package dev.sluice.replica;

import static dev.sluice.time.Awaiting.result;

import dev.sluice.store.SharedStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import java.time.Instant;
import java.util.UUID;
import org.bson.Document;

/** Signals of two servers that know each other, on the store of the test. */
public final class Peers {
  private final ManualTimers timers = new ManualTimers();
  private final Signals here = signals();
  private final Signals elsewhere = signals();

  public Peers() {
    result(Member.mongoCollection().deleteMany(new Document()));
    result(here.look());
    result(elsewhere.look());
    result(here.look());
  }

  private Signals signals() {
    return new Signals(
        new ServerId("server-" + UUID.randomUUID(), Instant.EPOCH),
        new SharedStore("mongodb://another"),
        new Members(),
        new SignalLog(),
        Settings.of(ReplicaConfig.class),
        timers);
  }

  public Signals here() {
    return here;
  }

  public Signals elsewhere() {
    return elsewhere;
  }

  /** Delivers what each has sent to the other. */
  public void deliver() {
    result(here.readOnce());
    result(elsewhere.readOnce());
  }
}
