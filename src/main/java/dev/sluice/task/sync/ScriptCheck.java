package dev.sluice.task.sync;

import dev.sluice.bundle.TaskBundle;
import dev.sluice.wire.FieldError;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Whether a task's script can be run: it must parse, and must yield something to call. */
public interface ScriptCheck {
  /** Never fails: that nobody can tell is an answer too. */
  Uni<Verdict> check(TaskBundle bundle);

  /**
   * What came of a check.
   *
   * @param isFinal whether the same script would be judged the same again
   * @param errors keep the task from being used
   * @param warnings do not
   */
  record Verdict(boolean isFinal, List<FieldError> errors, List<FieldError> warnings) {
    static final Verdict FINE = new Verdict(true, List.of(), List.of());

    static Verdict broken(List<FieldError> errors) {
      return new Verdict(true, List.copyOf(errors), List.of());
    }

    /** The script is taken as it is. */
    static Verdict unchecked(String why) {
      return new Verdict(
          false, List.of(), List.of(new FieldError("script", "script_unchecked", why)));
    }
  }
}
