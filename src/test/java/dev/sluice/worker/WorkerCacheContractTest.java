package dev.sluice.worker;

import static dev.sluice.time.Awaiting.result;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class WorkerCacheContractTest {
  @Inject WorkerCache cache;

  @Test
  void recover_storedWorkers_areKnownWithoutTheRemovedOnes() {
    Worker here = stored(aWorker());
    Worker removed = stored(aWorker().deleted());
    assertThat(cache.find(here.id)).isEmpty();

    result(cache.recover());

    assertThat(cache.find(here.id)).isPresent();
    assertThat(cache.all()).extracting(worker -> worker.id).contains(here.id);
    assertThat(cache.find(removed.id)).isEmpty();
  }

  @Test
  void refresh_storedWorker_isKnown() {
    Worker stored = stored(aWorker());

    result(cache.refresh(stored.id));

    assertThat(cache.find(stored.id)).isPresent();
  }

  @Test
  void refresh_workerThatIsGone_isForgotten() {
    Worker gone = aWorker().id("w-" + UUID.randomUUID()).build();
    cache.put(gone);

    result(cache.refresh(gone.id));

    assertThat(cache.find(gone.id)).isEmpty();
  }

  private static Worker stored(WorkerBuilder builder) {
    Worker worker = builder.id("w-" + UUID.randomUUID()).build();
    result(Worker.mongoCollection().insertOne(worker));
    return worker;
  }
}
