package dev.sluice.schedule.match;

import static dev.sluice.schedule.match.BacklogTest.queued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private final TestClock clock = new TestClock();
  private final Backlog backlog = new Backlog(100);
  private final Standings standings = new Standings(backlog, clock);

  @Test
  void position_jobsAhead_isTheirNumberAndOne() {
    backlog.add(queued("old", 5, 0, 1));
    backlog.add(queued("urgent", 6, 59, 1));

    assertThat(standings.position(queued("urgent", 6, 59, 1))).isEqualTo(1);
    assertThat(standings.position(queued("old", 5, 0, 1))).isEqualTo(2);
    assertThat(standings.oldest()).contains(TestClock.START);
  }

  @Test
  void position_withinASecond_isOfTheSameTable() {
    backlog.add(queued("a", 5, 0, 1));
    assertThat(standings.position(queued("late", 5, 9, 1))).isEqualTo(2);

    backlog.add(queued("b", 5, 1, 1));
    clock.advance(Duration.ofMillis(999));

    assertThat(standings.position(queued("late", 5, 9, 1))).isEqualTo(2);
  }

  @Test
  void position_aSecondLater_isUpToDate() {
    backlog.add(queued("a", 5, 0, 1));
    assertThat(standings.position(queued("late", 5, 9, 1))).isEqualTo(2);

    backlog.add(queued("b", 5, 1, 1));
    clock.advance(Duration.ofSeconds(1));

    assertThat(standings.position(queued("late", 5, 9, 1))).isEqualTo(3);
  }
}
