package dev.sluice.task.sync;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.task.sync.Tasks.shown;
import static dev.sluice.task.sync.Tasks.view;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.TestStore;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.SourceException;
import dev.sluice.task.TaskVersion;
import dev.sluice.task.events.TaskEvent;
import dev.sluice.task.events.TaskEvent.Kind;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import dev.sluice.wire.task.SyncConflict;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Syncs on a real store. Every test has names of its own. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class SyncContractTest {
  private static final String OTHER = "(function() { return 2; })";

  private final String name = "t-" + UUID.randomUUID();
  private Replica replica;
  private List<TaskEvent> events;

  @BeforeEach
  void start() {
    replica = Replica.fresh();
    events = new ArrayList<>();
    replica.events.seen().project(events::addAll);
  }

  @Test
  void sync_newVersion_isStoredAndAnnounced() {
    SyncResult done = replica.sync(view("first", aTask(name)));

    assertThat(done.added()).isEqualTo(1);
    TaskVersion stored = stored("1.0.0");
    assertThat(stored.available).isTrue();
    assertThat(stored.digest).isEqualTo(aTask(name).bundle().digest());
    assertThat(stored.tags).containsExactly("tag-of-" + name);
    assertThat(stored.announced).isTrue();
    assertThat(result(replica.bundles.find(stored.digest))).isNotNull();
    assertThat(kinds()).containsExactly(Kind.TASK_ADDED, Kind.SYNC);
  }

  @Test
  void sync_unchanged_writesAndAnnouncesNothing() {
    replica.sync(view("first", aTask(name)));
    long revision = stored("1.0.0").revision;
    events.clear();

    SyncResult done = replica.sync(view("first", aTask(name)));

    assertThat(done.unchanged()).isEqualTo(1);
    assertThat(stored("1.0.0").revision).isEqualTo(revision);
    assertThat(events).isEmpty();
    assertThat(replica.checks.get()).isEqualTo(1);
  }

  @Test
  void sync_otherContentUnderReject_isRejected() {
    replica.sync(view("first", aTask(name)));
    events.clear();

    SyncResult done = replica.sync(view("first", aTask(name).script(OTHER)));

    assertThat(done.conflicts()).extracting(SyncConflict::resolution).containsExactly("rejected");
    assertThat(stored("1.0.0").digest).isEqualTo(aTask(name).bundle().digest());
    assertThat(stored("1.0.0").dispute).isNotNull();
    assertThat(kinds()).containsExactly(Kind.TASK_CONFLICT, Kind.SYNC);
  }

  @Test
  void sync_lastingConflict_isReportedEachTimeAndAnnouncedOnce() {
    replica.sync(view("first", aTask(name)));
    replica.sync(view("first", aTask(name).script(OTHER)));
    events.clear();

    SyncResult again = replica.sync(view("first", aTask(name).script(OTHER)));

    assertThat(again.conflicts()).hasSize(1);
    assertThat(events).isEmpty();
  }

  @Test
  void sync_conflictOver_removesDispute() {
    replica.sync(view("first", aTask(name)));
    replica.sync(view("first", aTask(name).script(OTHER)));

    SyncResult done = replica.sync(view("first", aTask(name)));

    assertThat(done.conflicts()).isEmpty();
    assertThat(stored("1.0.0").dispute).isNull();
  }

  @Test
  void sync_otherContentUnderRegistry_replacesAndKeepsHistory() {
    replica.policy("first", ConflictPolicy.REGISTRY).sync(view("first", aTask(name)));
    String before = stored("1.0.0").digest;
    events.clear();

    SyncResult done = replica.sync(view("first", aTask(name).script(OTHER)));

    assertThat(done.updated()).isEqualTo(1);
    assertThat(done.conflicts()).extracting(SyncConflict::resolution).containsExactly("replaced");
    TaskVersion now = stored("1.0.0");
    assertThat(now.digest).isNotEqualTo(before);
    assertThat(now.history).extracting(TaskVersion.Replaced::digest).containsExactly(before);
    assertThat(result(replica.bundles.known(List.of(before, now.digest)))).hasSize(2);
    assertThat(kinds()).containsExactly(Kind.TASK_UPDATED, Kind.SYNC);
  }

  @Test
  void sync_otherContentUnderDatabase_keepsStoredAvailable() {
    replica.policy("first", ConflictPolicy.DATABASE).sync(view("first", aTask(name)));
    replica.sync(view("first"));

    SyncResult done = replica.sync(view("first", aTask(name).script(OTHER)));

    assertThat(done.conflicts()).extracting(SyncConflict::resolution).containsExactly("kept");
    assertThat(stored("1.0.0").available).isTrue();
    assertThat(stored("1.0.0").digest).isEqualTo(aTask(name).bundle().digest());
  }

  @Test
  void sync_otherContentUnderNewer_laterUpdateWins() {
    replica.policy("first", ConflictPolicy.NEWER);
    replica.sync(view("first", aTask(name).updatedAt("2026-02-01T00:00:00Z")));

    SyncResult older = replica.sync(view("first", aTask(name).updatedAt("2026-01-01T00:00:00Z")));
    SyncResult newer = replica.sync(view("first", aTask(name).updatedAt("2026-03-01T00:00:00Z")));

    assertThat(older.updated()).isZero();
    assertThat(newer.updated()).isEqualTo(1);
  }

  @Test
  void sync_versionGoneAndBack_isUnavailableMeanwhile() {
    replica.sync(view("first", aTask(name)));

    SyncResult gone = replica.sync(view("first"));
    TaskVersion stored = stored("1.0.0");
    SyncResult back = replica.sync(view("first", aTask(name)));

    assertThat(gone.removed()).isEqualTo(1);
    assertThat(stored.available).isFalse();
    assertThat(stored.unavailableSince).isNotNull();
    assertThat(back.added()).isEqualTo(1);
    assertThat(stored("1.0.0").available).isTrue();
    assertThat(stored("1.0.0").unavailableSince).isNull();
    assertThat(kinds())
        .containsExactly(
            Kind.TASK_ADDED, Kind.SYNC, Kind.TASK_REMOVED, Kind.SYNC, Kind.TASK_ADDED, Kind.SYNC);
  }

  @Test
  void sync_newVersionInSamePlace_isOneUpdate() {
    replica.sync(view("first", aTask(name).at("dir")));
    events.clear();

    SyncResult done = replica.sync(view("first", aTask(name).at("dir").version("1.1.0")));

    assertThat(done.added()).isEqualTo(1);
    assertThat(done.removed()).isEqualTo(1);
    assertThat(kinds()).containsExactly(Kind.TASK_UPDATED, Kind.SYNC);
    assertThat(events.get(0).data).contains("\"previous_version\":\"1.0.0\"");
    assertThat(events.get(0).tasks).containsExactly(name + "@1.1.0", name + "@1.0.0");
  }

  @Test
  void sync_brokenScript_isReportedAndCheckedOnce() {
    SourceSnapshot broken = view("first", aTask(name).script("BROKEN"));

    SyncResult done = replica.sync(broken);
    replica.sync(broken);

    assertThat(done.added()).isZero();
    assertThat(done.errors()).extracting(SyncError::code).containsExactly("invalid_task");
    assertThat(done.errors().get(0).errors().get(0).code()).isEqualTo("invalid_script");
    assertThat(replica.checks.get()).isEqualTo(1);
    assertThat(kinds()).containsExactly(Kind.ERROR, Kind.SYNC);
  }

  @Test
  void sync_contentChangesMeanwhile_isLeftToNextSync() {
    DiscoveredTask seen = aTask(name).found();
    DiscoveredTask changed =
        new DiscoveredTask(
            "first",
            name,
            seen.version(),
            seen.digest(),
            "dir",
            () -> aTask(name).script(OTHER).report());

    SyncResult done = replica.sync(shown("first", List.of(changed)));

    assertThat(done.errors()).extracting(SyncError::code).containsExactly("changed_meanwhile");
    assertThat(result(replica.versions.find(name + "@1.0.0"))).isNull();
  }

  @Test
  void sync_sourceStopsAnswering_isAskedFewTimes() {
    AtomicInteger asked = new AtomicInteger();
    List<DiscoveredTask> found = new ArrayList<>();
    for (Tasks task : many(50)) {
      DiscoveredTask seen = task.found();
      found.add(
          new DiscoveredTask(
              "first",
              seen.name(),
              seen.version(),
              seen.digest(),
              seen.location(),
              () -> {
                asked.incrementAndGet();
                throw new SourceException("unreachable", "does not answer");
              }));
    }

    SyncResult done = replica.sync(shown("first", found));

    assertThat(done.errors()).hasSize(50);
    assertThat(done.errors()).extracting(SyncError::code).contains("unreachable", "not_tried");
    assertThat(asked.get()).isLessThan(10);
  }

  @Test
  void sync_twoServersAtOnce_storeAndAnnounceOnce() {
    Replica other = Replica.fresh();
    SourceSnapshot[] views = {view("first", many(60)), view("second", many(60))};

    List<SyncResult> both =
        result(Uni.join().all(replica.syncing(views[0]), other.syncing(views[0])).andFailFast());
    result(replica.events.catchUp());

    assertThat(both.stream().mapToInt(SyncResult::added).sum()).isEqualTo(60);
    assertThat(events.stream().filter(e -> e.kind == Kind.TASK_ADDED && e.data.contains(name)))
        .hasSize(60);
    assertThat(events).extracting(TaskEvent::number).isSorted().doesNotHaveDuplicates();
    assertThat(replica.catalog.size()).isEqualTo(60);
  }

  @Test
  void sync_staleCatalog_leavesVersionAlone() {
    Replica stale = Replica.fresh();
    replica.sync(view("first", aTask(name)));
    result(stale.versions.reload(List.of(name + "@1.0.0")));
    // Given another server that made the version unavailable since
    replica.sync(view("first"));

    // When the stale one finds it gone
    SyncResult done = stale.sync(view("first"));

    assertThat(done.removed()).isZero();
    assertThat(stored("1.0.0").revision).isEqualTo(1);
    assertThat(stale.catalog.versions(name).get(0).available()).isFalse();
  }

  @Test
  void announceOverdue_unannouncedChange_isAnnouncedOnce() {
    TaskVersion unannounced = new TaskVersion();
    unannounced.id = name + "@1.0.0";
    unannounced.name = name;
    unannounced.version = "1.0.0";
    unannounced.changedAt = replica.clock.instant();
    result(replica.versions.added(List.of(unannounced)));
    replica.clock.advance(Duration.ofMinutes(2));

    result(replica.publisher.announceOverdue());
    result(replica.publisher.announceOverdue());

    assertThat(events.stream().filter(e -> e.tasks.contains(unannounced.id))).hasSize(1);
  }

  @Test
  void catchUp_writesOfOtherServer_reachCatalog() {
    Replica other = Replica.fresh();
    List<String> changed = new ArrayList<>();
    other.events.byOthers().project(news -> news.forEach(e -> changed.addAll(e.tasks)));
    replica.sync(view("first", aTask(name)));

    result(other.events.catchUp());
    result(other.versions.reload(changed));

    assertThat(other.catalog.versions(name)).hasSize(1);
  }

  private Tasks[] many(int count) {
    return IntStream.range(0, count).mapToObj(i -> aTask(name + "-" + i)).toArray(Tasks[]::new);
  }

  private TaskVersion stored(String version) {
    return Objects.requireNonNull(result(replica.versions.find(name + "@" + version)));
  }

  private List<Kind> kinds() {
    return events.stream().map(event -> event.kind).toList();
  }
}
