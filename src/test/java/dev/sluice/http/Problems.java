package dev.sluice.http;

/** Answers problems outside a running server. */
public final class Problems {
  private Problems() {}

  public static ProblemAnswer answer() {
    return new ProblemAnswer(new AllowedMethods());
  }
}
