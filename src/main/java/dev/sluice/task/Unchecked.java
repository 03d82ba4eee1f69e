package dev.sluice.task;

import dev.sluice.bundle.TaskBundle;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Stands in for a check where there is no engine to ask. */
@Singleton
@DefaultBean
final class Unchecked implements ScriptCheck {
  @Override
  public Uni<Verdict> check(TaskBundle bundle) {
    return Uni.createFrom().item(Verdict.unchecked("no engine is at hand that could read it"));
  }
}
