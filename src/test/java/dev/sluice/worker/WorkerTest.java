package dev.sluice.worker;

import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WorkerTest {

  @Test
  void status_severalApply_showsTheWeightiest() {
    WorkerBuilder worker = aWorker();

    assertThat(status(worker, 0)).isEqualTo(Worker.Status.IDLE);
    assertThat(status(worker, 1)).isEqualTo(Worker.Status.BUSY);
    assertThat(status(worker.coolingForSeconds(1), 1)).isEqualTo(Worker.Status.UNHEALTHY);
    assertThat(status(worker.draining(), 1)).isEqualTo(Worker.Status.DRAINING);
    assertThat(status(worker.offline(), 1)).isEqualTo(Worker.Status.OFFLINE);
    assertThat(status(worker.deleted(), 1)).isEqualTo(Worker.Status.DELETED);
  }

  @Test
  void status_cooldownIsOver_isIdle() {
    assertThat(status(aWorker().coolingForSeconds(0), 0)).isEqualTo(Worker.Status.IDLE);
  }

  @Test
  void status_clockWasSetBackDuringTheCooldown_isIdle() {
    Worker worker = aWorker().coolingForSeconds(30).build();

    Instant setBack = TestClock.START.minus(Duration.ofHours(1));

    assertThat(worker.status(0, setBack)).isEqualTo(Worker.Status.IDLE);
  }

  private static Worker.Status status(WorkerBuilder worker, int held) {
    return worker.build().status(held, TestClock.START);
  }
}
