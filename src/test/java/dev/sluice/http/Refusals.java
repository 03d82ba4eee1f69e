package dev.sluice.http;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Asserts of calls that a problem answers. */
public final class Refusals {
  private Refusals() {}

  public static void assertRefused(String code, Supplier<Uni<?>> call) {
    assertThatThrownBy(() -> result(call.get()))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith(code);
  }
}
