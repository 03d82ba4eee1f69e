package dev.sluice.host;

/**
 * Why a run failed without the script having thrown: the {@code error.code} of its job. What a
 * script throws has the name of its class instead.
 */
public enum LimitCode {
  /** It ran longer than its time limit. */
  TIMEOUT,
  /** It executed more statements than it may. */
  STATEMENT_LIMIT,
  /** It needed more heap than it has. */
  OUT_OF_MEMORY,
  /** It recursed too deeply and did not catch that. */
  STACK_OVERFLOW,
  /** It printed more than it may. */
  OUTPUT_LIMIT,
  /** What it returned is longer than it may be. */
  RESULT_LIMIT,
  /** What it returned is not JSON. */
  INVALID_RESULT,
  /** It yields nothing that could be called. */
  NOT_CALLABLE,
  /** It returned a promise, and nothing is left that could settle it. */
  NEVER_SETTLED,
  /** It was ended from outside. */
  STOPPED,
  /** The engine failed: a defect of ours or of GraalJS. */
  ENGINE_ERROR
}
