package dev.sluice.schedule;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.replica.lead.ManualLeadership;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.PlainStore;
import dev.sluice.store.schema.Migrations;
import dev.sluice.store.schema.SchemaVersion;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that still ran when a newer one migrated the stored data. */
@ExtendWith(PlainStore.class)
class NewerSchemaContractTest {
  @Inject FollowServers servers;
  @Inject ReclaimServerWork reclaim;
  @Inject JobQueue queue;
  @Inject Scheduler scheduler;
  private final ManualLeadership leadership = new ManualLeadership(1);

  @AfterEach
  void stop() {
    scheduler.stop();
    result(SchemaVersion.mongoCollection().deleteMany(new Document()));
  }

  @Test
  void run_leadsOverNewerData_resigns() {
    SchemaVersion newer = new SchemaVersion();
    newer.version = 7;
    newer.migratedBy = "9.1.0";
    result(SchemaVersion.mongoCollection().insertOne(newer));
    Migrations known = new Migrations(List.of(), Clock.systemUTC());
    Recovery recovery = new Recovery(servers, reclaim, known, queue, scheduler, leadership);

    assertThatThrownBy(() -> result(recovery.run()))
        .hasStackTraceContaining("start Sluice 9.1.0 or a later version");

    assertThat(leadership.isLeader()).isFalse();
    assertThat(scheduler.isActive()).isFalse();
  }
}
