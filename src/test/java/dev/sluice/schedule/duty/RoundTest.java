package dev.sluice.schedule.duty;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {
  private final List<String> done = new ArrayList<>();
  private final List<String> failing = new ArrayList<>();

  @Test
  void run_oneFails_theOthersHaveTheirTurn() {
    failing.addAll(List.of("a", "c"));

    int changes = run("a", "b", "c", "d");

    assertThat(done).containsExactly("a", "b", "c", "d");
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void run_workThrows_theOthersHaveTheirTurn() {
    int changes =
        result(
            new Round<String>("test", thing -> thing)
                .run(
                    List.of("a", "b"),
                    1,
                    thing -> {
                      if (thing.equals("a")) {
                        throw new IllegalStateException("a");
                      }
                      return Uni.createFrom().item(1);
                    }));

    assertThat(changes).isEqualTo(1);
  }

  @Test
  void run_failuresInARow_givesUpTheRest() {
    failing.addAll(List.of("b", "c", "d"));

    int changes = run("a", "b", "c", "d", "e", "f");

    assertThat(done).containsExactly("a", "b", "c", "d");
    assertThat(changes).isEqualTo(1);
  }

  private int run(String... things) {
    return result(
        new Round<String>("test", thing -> "thing " + thing).run(List.of(things), 1, this::work));
  }

  private Uni<Integer> work(String thing) {
    done.add(thing);
    return failing.contains(thing)
        ? Uni.createFrom().failure(new IllegalStateException(thing))
        : Uni.createFrom().item(1);
  }
}
