package dev.sluice.task.sync;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.task.sync.Tasks.view;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import dev.sluice.app.wire.WiredStore;
import dev.sluice.e2e.Eventually;
import dev.sluice.store.faulty.Fault;
import dev.sluice.store.faulty.FaultyWire;
import dev.sluice.store.faulty.WireCommand;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.sources.SourceSnapshot;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each write of a sync meets each fault. The sync is repeated, as its schedule does. */
@QuarkusTest
@QuarkusTestResource(value = WiredStore.class, restrictToAnnotatedClass = true)
@Timeout(600)
class SyncOverFaultyWireTest {
  private final String name = "t-" + UUID.randomUUID();
  private final Replica replica = Replica.fresh();

  @AfterEach
  void mend() {
    WiredStore.wire().restore();
  }

  @ParameterizedTest
  @EnumSource
  void newVersion_bundleMeetsAFault_isStoredOnce(Fault fault) {
    meet("insert", "task_bundles", fault, this::syncs);

    assertStored();
  }

  @ParameterizedTest
  @EnumSource
  void newVersion_meetsAFault_isStoredOnce(Fault fault) {
    meet("insert", "tasks", fault, this::syncs);

    assertStored();
  }

  @ParameterizedTest
  @EnumSource
  void newVersion_eventMeetsAFault_isStoredOnce(Fault fault) {
    meet("insert", "task_events", fault, this::syncs);

    assertStored();
  }

  @ParameterizedTest
  @EnumSource
  void vanishedVersion_meetsAFault_isUnavailableOnce(Fault fault) {
    assertThat(syncs()).isTrue();

    meet("findAndModify", "tasks", fault, () -> syncs(view("first")));

    TaskVersion stored = stored();
    assertThat(stored.available).isFalse();
    assertThat(stored.revision).as("changed once").isEqualTo(1);
  }

  /** Repeats the call until it succeeds; its first command of this kind meets the fault. */
  private void meet(String command, String collection, Fault fault, BooleanSupplier call) {
    CompletableFuture<WireCommand> struck =
        WiredStore.wire().fail(FaultyWire.command(command, collection), fault);
    Eventually.until("the call succeeds", call::getAsBoolean);
    assertThat(struck).as("the command that meets the fault").isCompleted();
  }

  private boolean syncs() {
    return syncs(view("first", aTask(name)));
  }

  /** False if the sync failed because of the store. */
  private boolean syncs(SourceSnapshot snapshot) {
    try {
      replica.sync(snapshot);
      return true;
    } catch (MongoException e) {
      return false;
    }
  }

  private void assertStored() {
    TaskVersion stored = stored();
    assertThat(stored.available).isTrue();
    assertThat(stored.revision).isZero();
    assertThat(result(replica.bundles.find(stored.digest))).isNotNull();
  }

  private TaskVersion stored() {
    return Objects.requireNonNull(result(replica.versions.find(name + "@1.0.0")));
  }
}
