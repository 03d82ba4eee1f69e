package dev.sluice.bundle;

import dev.sluice.wire.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What came of a trial, and what there is to say of it. */
public record SuiteVerdict(Outcome outcome, String detail) {

  public enum Outcome {
    PASSED,
    FAILED,
    /** Held to be valid, since the draft has {@code format} say something and require nothing. */
    ANNOTATED,
    /** Refused, since the schema needs another that would have to be fetched. */
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> LEADS_OUT = Set.of("outside_reference", "unknown_draft");

  /** Of a schema that was taken. */
  public static SuiteVerdict of(
      SuiteDraft draft,
      SuiteCase.Kind kind,
      boolean needsRemotes,
      boolean valid,
      List<FieldError> errors) {
    if (needsRemotes) {
      return new SuiteVerdict(Outcome.FAILED, "is not refused, and refers to another schema");
    }
    if (errors.isEmpty() == valid) {
      return new SuiteVerdict(Outcome.PASSED, "");
    }
    if (valid) {
      return new SuiteVerdict(Outcome.FAILED, "is valid, we say " + errors);
    }
    boolean annotated = kind == SuiteCase.Kind.FORMAT && !draft.assertsFormats;
    return new SuiteVerdict(
        annotated ? Outcome.ANNOTATED : Outcome.FAILED, "is invalid, we say it is valid");
  }

  /** Of a schema that was not taken: the errors must point at what leads out of it. */
  public static SuiteVerdict refused(boolean needsRemotes, List<FieldError> errors) {
    boolean clearly = !errors.isEmpty() && errors.stream().allMatch(SuiteVerdict::namesTheWayOut);
    return new SuiteVerdict(
        needsRemotes && clearly ? Outcome.REFUSED : Outcome.FAILED, "is refused: " + errors);
  }

  private static boolean namesTheWayOut(FieldError error) {
    String keyword = error.field().substring(error.field().lastIndexOf('.') + 1);
    return LEADS_OUT.contains(error.code()) && SuiteRemotes.REFERENCES.contains(keyword);
  }
}
