package dev.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import org.junit.jupiter.api.Test;

class SealTest {
  private final Seal seal = new Seal();

  @Test
  void close_chunksAreBeingStored_waitsForAllOfThem() {
    seal.enter();
    seal.enter();

    UniAssertSubscriber<Void> closed = close();

    seal.leave();
    closed.assertNotTerminated();
    seal.leave();
    closed.assertCompleted();
  }

  @Test
  void enter_closed_isRefusedWithACodeToTryAgain() {
    close().assertCompleted();

    assertThatThrownBy(seal::enter).hasMessageStartingWith("attempt_ending");
  }

  @Test
  void enter_closedWhileAChunkIsBeingStored_isRefused() {
    seal.enter();
    close().assertNotTerminated();

    assertThatThrownBy(seal::enter).hasMessageStartingWith("attempt_ending");
  }

  @Test
  void enter_endIsOver_isRefusedStill() {
    close();
    seal.endOver();

    assertThatThrownBy(seal::enter).hasMessageStartingWith("attempt_ending");
  }

  @Test
  void endOver_twoEndsUnderWay_onlyTheLastOneSaysSo() {
    close();
    close();

    assertThat(seal.endOver()).isFalse();
    assertThat(seal.endOver()).isTrue();
  }

  private UniAssertSubscriber<Void> close() {
    return seal.closeAndSettle().subscribe().withSubscriber(UniAssertSubscriber.create());
  }
}
