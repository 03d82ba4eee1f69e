package dev.sluice.store;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Indexes;
import dev.sluice.app.TestStore;
import dev.sluice.job.Job;
import dev.sluice.store.schema.Migration;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class IndexesContractTest {
  @Inject dev.sluice.store.Indexes indexes;
  @Inject @All List<Migration> migrations;

  @Test
  void migrate_indexOfAnEarlierVersion_isDroppedAndOthersStay() {
    String old = result(Job.mongoCollection().createIndex(Indexes.ascending("status", "queuedAt")));
    String own = result(Job.mongoCollection().createIndex(Indexes.ascending("metadata")));
    assertThat(names()).contains(old, own);

    result(migrations.stream().filter(m -> m.number() == 1).findFirst().orElseThrow().run());

    assertThat(names()).doesNotContain(old).contains(own, "status_1__id_1");
    result(Job.mongoCollection().dropIndex(own));
  }

  @Test
  void ensure_again_changesNothing() {
    List<String> before = names();

    result(indexes.ensure());

    assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
  }

  private static List<String> names() {
    return result(
        Job.mongoCollection().listIndexes().map(i -> i.getString("name")).collect().asList());
  }
}
