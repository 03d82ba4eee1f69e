package dev.sluice.bundle;

import dev.sluice.wire.FieldError;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The outcome of a trial, with a description. */
public record SuiteVerdict(Outcome outcome, String detail) {

  public enum Outcome {
    PASSED,
    FAILED,
    /** Accepted, because {@code format} is only an annotation in this draft. */
    ANNOTATED,
    /** Refused, because the schema refers to another document. */
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<String> LEADS_OUT = Set.of("outside_reference", "unknown_draft");

  /** The verdict for a schema that compiles. */
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

  /** The verdict for a refused schema: the errors must name the references to other documents. */
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
