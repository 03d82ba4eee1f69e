package dev.sluice.worker;

import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.TestClock;
import org.junit.jupiter.api.Test;

class WorkerTest {

  @Test
  void whatWeighsMoreIsShownFirst() {
    WorkerBuilder worker = aWorker();

    assertThat(status(worker, 0)).isEqualTo(WorkerStatus.IDLE);
    assertThat(status(worker, 1)).isEqualTo(WorkerStatus.BUSY);
    assertThat(status(worker.coolingForSeconds(1), 1)).isEqualTo(WorkerStatus.UNHEALTHY);
    assertThat(status(worker.draining(), 1)).isEqualTo(WorkerStatus.DRAINING);
    assertThat(status(worker.offline(), 1)).isEqualTo(WorkerStatus.OFFLINE);
    assertThat(status(worker.deleted(), 1)).isEqualTo(WorkerStatus.DELETED);
  }

  @Test
  void aRestEndsByItself() {
    assertThat(status(aWorker().coolingForSeconds(0), 0)).isEqualTo(WorkerStatus.IDLE);
  }

  private static WorkerStatus status(WorkerBuilder worker, int held) {
    return worker.build().status(held, TestClock.START);
  }
}
