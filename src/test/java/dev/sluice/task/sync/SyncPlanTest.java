package dev.sluice.task.sync;

import static dev.sluice.task.sync.Tasks.aTask;
import static dev.sluice.task.sync.Tasks.catalog;
import static dev.sluice.task.sync.Tasks.unread;
import static dev.sluice.task.sync.Tasks.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.Catalog;
import dev.sluice.task.CatalogEntry;
import dev.sluice.task.sources.ConflictPolicy;
import dev.sluice.task.sources.SourceSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncPlanTest {
  private static final String OTHER = "(function() { return 2; })";

  @Test
  void of_notStored_isAddition() {
    SyncPlan plan = plan(catalog(), view("first", aTask("a"), aTask("b")));

    assertThat(plan.additions)
        .extracting(SyncPlan.Change::id)
        .containsExactly("a@1.0.0", "b@1.0.0");
    assertThat(plan.unchanged).isEmpty();
  }

  @Test
  void of_storedAsShown_isUnchanged() {
    SyncPlan plan = plan(catalog(aTask("a"), aTask("b")), view("first", aTask("a"), aTask("b")));

    assertThat(plan.unchanged).isEqualTo(Map.of("first", 2));
    assertThat(plan.additions).isEmpty();
    assertThat(plan.vanished).isEmpty();
  }

  @Test
  void of_otherContent_isChallenge() {
    SyncPlan plan = plan(catalog(aTask("a")), view("first", aTask("a").script(OTHER)));

    assertThat(plan.challenges).singleElement().satisfies(c -> assertThat(c.stored()).isNotNull());
    assertThat(plan.vanished).isEmpty();
  }

  @Test
  void of_inNoSource_hasVanished() {
    SyncPlan plan = plan(catalog(aTask("a"), aTask("b")), view("first", aTask("b")));

    assertThat(plan.vanished).extracting(CatalogEntry::name).containsExactly("a");
  }

  @Test
  void of_sourceNoLongerConfigured_hasVanished() {
    SyncPlan plan = plan(catalog(aTask("a").in("gone")), view("first"));

    assertThat(plan.vanished).extracting(CatalogEntry::name).containsExactly("a");
  }

  @Test
  void of_unreadSource_keepsItsVersions() {
    SyncPlan plan =
        plan(catalog(aTask("a"), aTask("b").in("second")), unread("first"), view("second"));

    assertThat(plan.vanished).extracting(CatalogEntry::name).containsExactly("b");
    assertThat(plan.unchanged).isEqualTo(Map.of("first", 1));
  }

  @Test
  void of_brokenLocation_keepsItsVersion() {
    SourceSnapshot broken =
        new SourceSnapshot(
            "first", ConflictPolicy.REJECT, List.of(), Set.of("there"), true, List.of());

    SyncPlan plan = plan(catalog(aTask("a").at("there"), aTask("b").at("elsewhere")), broken);

    assertThat(plan.vanished).extracting(CatalogEntry::name).containsExactly("b");
  }

  @Test
  void of_twoSources_firstHasPrecedence() {
    SyncPlan plan =
        plan(catalog(), view("first", aTask("a")), view("second", aTask("a").script(OTHER)));

    assertThat(plan.additions)
        .singleElement()
        .satisfies(
            added -> {
              assertThat(added.found().source()).isEqualTo("first");
              assertThat(added.rival()).isNotNull();
            });
  }

  @Test
  void of_sameContentInTwoSources_isNoDispute() {
    SyncPlan plan =
        plan(catalog(aTask("a")), view("first", aTask("a")), view("second", aTask("a")));

    assertThat(plan.unchanged).isEqualTo(Map.of("first", 1));
    assertThat(plan.disputes).isEmpty();
  }

  @Test
  void of_firstSourceUnread_keepsPrecedence() {
    SyncPlan plan =
        plan(catalog(aTask("a")), unread("first"), view("second", aTask("a").script(OTHER)));

    assertThat(plan.challenges).isEmpty();
    assertThat(plan.disputes)
        .singleElement()
        .satisfies(dispute -> assertThat(dispute.found().source()).isEqualTo("first"));
  }

  @Test
  void of_firstSourceLostVersion_movesToNext() {
    SyncPlan plan = plan(catalog(aTask("a")), view("first"), view("second", aTask("a")));

    assertThat(plan.moves)
        .singleElement()
        .satisfies(move -> assertThat(move.found().source()).isEqualTo("second"));
    assertThat(plan.vanished).isEmpty();
  }

  private static SyncPlan plan(Catalog catalog, SourceSnapshot... views) {
    return SyncPlan.of(List.of(views), catalog);
  }
}
