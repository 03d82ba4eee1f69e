package dev.sluice.store.schema;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.PlainStore;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class MigrationsContractTest {
  private final List<Integer> done = new ArrayList<>();
  private boolean broken;

  private class Step implements Migration {
    private final int number;

    Step(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public String what() {
      return "is a step of the test";
    }

    @Override
    public Uni<Void> run() {
      return Uni.createFrom()
          .item(
              () -> {
                done.add(number);
                if (broken && number == 2) {
                  throw new IllegalStateException("the store went away");
                }
                return null;
              });
    }
  }

  @BeforeEach
  void noSchema() {
    result(SchemaVersion.mongoCollection().deleteMany(new Document()));
  }

  private Migrations of(Integer... numbers) {
    List<Migration> steps = new ArrayList<>();
    Arrays.stream(numbers).forEach(number -> steps.add(new Step(number)));
    return new Migrations(steps, new TestClock());
  }

  private static int stored() {
    return result(SchemaVersion.mongoCollection().find().collect().first()).version;
  }

  @Test
  void run_nothingDone_doesAllInOrder() {
    result(of(3, 1, 2).run());

    assertThat(done).containsExactly(1, 2, 3);
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void run_again_doesNothing() {
    result(of(1, 2).run());
    done.clear();

    result(of(1, 2).run());

    assertThat(done).isEmpty();
  }

  @Test
  void run_aLaterVersion_doesTheNewOnesOnly() {
    result(of(1).run());
    done.clear();

    result(of(1, 2, 3).run());

    assertThat(done).containsExactly(2, 3);
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void run_aStepFailed_isDoneAgainAndTheRestAfterIt() {
    broken = true;
    assertThatThrownBy(() -> result(of(1, 2, 3).run()))
        .hasStackTraceContaining("the store went away");
    assertThat(stored()).isEqualTo(1);
    broken = false;
    done.clear();

    result(of(1, 2, 3).run());

    assertThat(done).containsExactly(2, 3);
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  @DisplayName("an older server refuses the data of a newer one, and says which to start")
  void requireKnown_newerSchema_isRefused() {
    result(of(1, 2).run());

    Migrations older = of(1);

    for (Uni<Void> call : List.of(older.requireKnown(), older.run())) {
      assertThatThrownBy(() -> result(call))
          .hasStackTraceContaining(
              "the stored data has schema 2, made by Sluice unknown, and this server knows"
                  + " schemas up to 1: start Sluice unknown or a later version");
    }
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  @DisplayName("a leader that lost its lease during a migration does not set the version back")
  void run_anotherServerIsFurther_keepsItsVersion() {
    Migrations slow =
        new Migrations(
            List.of(
                new Step(1),
                new Step(2) {
                  @Override
                  public Uni<Void> run() {
                    return of(1, 2, 3).run();
                  }
                }),
            new TestClock());
    result(of(1).run());

    result(slow.run());

    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void new_aNumberIsMissingOrTwice_isRefused() {
    assertThatThrownBy(() -> of(1, 3)).hasMessageContaining("no migration 2");
    assertThatThrownBy(() -> of(1, 1)).hasMessageContaining("no migration 2, or two of it");
  }
}
