package dev.sluice.task.sync;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.Eventually;
import dev.sluice.replica.lead.ManualLeadership;
import dev.sluice.store.PlainStore;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.TaskConfig;
import dev.sluice.task.sources.SourcesOf;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.wire.task.SyncResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server with two directories as sources, at which it looks each second. */
@ExtendWith(PlainStore.class)
class RegistrySyncContractTest {
  @TempDir private Path directory;
  private final ManualLeadership leadership = new ManualLeadership(0);
  private final ManualTimers timers = new ManualTimers();
  private final List<SyncResult> syncs = new CopyOnWriteArrayList<>();
  private Replica server;
  private RegistrySync sync;

  @BeforeEach
  void aServer() throws IOException {
    for (String source : List.of("one", "two")) {
      Files.createDirectories(directory.resolve(source));
    }
    server = Replica.fresh();
    sync = sync(server, leadership);
    sync.done().wake(syncs::add);
    result(sync.runOnce());
  }

  private RegistrySync sync(Replica replica, ManualLeadership leads) {
    Map<String, String> settings = new HashMap<>(Map.of("sluice.tasks.samples", "false"));
    settings.putAll(source(0, "one", "1s"));
    settings.putAll(source(1, "two", "1h"));
    TaskConfig config = Settings.of(TaskConfig.class, settings);
    return new RegistrySync(
        SourcesOf.config(config, timers, directory.resolve("data")), replica.runner, config, leads);
  }

  private Map<String, String> source(int number, String name, String interval) {
    String prefix = "sluice.tasks.sources[" + number + "].";
    return Map.of(
        prefix + "type",
        "filesystem",
        prefix + "name",
        name,
        prefix + "path",
        directory.resolve(name).toString(),
        prefix + "watch",
        "false",
        prefix + "poll-interval",
        interval);
  }

  @Test
  void changed_leads_syncsThatSource() throws IOException {
    leadership.change(1);
    result(sync.runOnce());
    int before = syncs.size();

    save("one", "a");
    timers.advance(Duration.ofSeconds(2));

    awaitSyncs(before + 1);
    assertAvailable("a");
  }

  @Test
  void changed_doesNotLead_isNotFollowed() throws IOException {
    int before = syncs.size();
    save("one", "a");
    timers.advance(Duration.ofSeconds(2));

    result(sync.now());

    assertThat(syncs).hasSize(before + 1);
  }

  @Test
  @DisplayName("a change that a server saw before it led is followed when it begins to lead")
  void changed_doesNotLead_isFollowedOnceItLeads() throws IOException {
    int before = syncs.size();
    save("one", "a");
    timers.advance(Duration.ofSeconds(2));
    assertThat(syncs).hasSize(before);

    leadership.change(1);

    awaitSyncs(before + 1);
    assertAvailable("a");
  }

  @Test
  @DisplayName("a new leader removes nothing that its predecessor found in another source")
  void changed_firstChangeAsLeader_readsEverySource() throws IOException {
    save("two", "b");
    Replica predecessor = Replica.fresh();
    result(sync(predecessor, new ManualLeadership(1)).now());
    server.events.byOthers().project(events -> result(server.versions.load()));
    result(server.events.catchUp());
    assertAvailable("b");
    leadership.change(1);
    int before = syncs.size();

    save("one", "a");
    timers.advance(Duration.ofSeconds(2));

    awaitSyncs(before + 1);
    assertAvailable("a");
    assertAvailable("b");
  }

  private void awaitSyncs(int count) {
    Eventually.until("the sync is done", () -> syncs.size() >= count);
  }

  private void assertAvailable(String task) {
    assertThat(server.catalog.versions(task))
        .singleElement()
        .matches(CatalogEntry::available, "is available");
  }

  private void save(String source, String task) throws IOException {
    Path files = Files.createDirectories(directory.resolve(source).resolve(task));
    Files.writeString(
        files.resolve("metadata.json"), "{\"name\":\"" + task + "\",\"version\":\"1.0.0\"}");
    Files.writeString(files.resolve("main.js"), "function main() { return 1; }");
  }
}
