package dev.sluice.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final PostRate rate = new PostRate(Duration.ofMillis(20));
  private long now = -5 * SECOND;

  @Test
  void untilNext_nothingPosted_isZero() {
    assertThat(rate.untilNext(now)).isZero();
  }

  @Test
  void untilNext_oneSecondsWorthAtOnce_waitsOneInterval() {
    for (int i = 0; i < 50; i++) {
      assertThat(rate.untilNext(now)).as("request %s", i).isZero();
      rate.posted(now);
    }

    assertThat(rate.untilNext(now)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void untilNext_thirtyASecond_neverWaits() {
    for (int i = 0; i < 300; i++) {
      assertThat(rate.untilNext(now)).as("request %s", i).isZero();
      rate.posted(now);
      now += SECOND / 30;
    }
  }

  @Test
  void untilNext_tenSecondsWithoutAPause_allowsBurstAndOnePerInterval() {
    int posts = 0;
    for (long end = now + 10 * SECOND; now < end; now += SECOND / 1_000) {
      if (rate.untilNext(now).isZero()) {
        rate.posted(now);
        posts++;
      }
    }

    assertThat(posts).isBetween(549, 551);
  }

  @Test
  void untilNext_aSecondOfSilence_restoresTheBurst() {
    for (int i = 0; i < 50; i++) {
      rate.posted(now);
    }
    now += SECOND;

    for (int i = 0; i < 50; i++) {
      assertThat(rate.untilNext(now)).isZero();
      rate.posted(now);
    }
  }
}
