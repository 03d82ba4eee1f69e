package dev.sluice.host.protocol;

/**
 * Why a run failed although the script did not throw: the {@code error.code} of its job. When the
 * script threw, the code is the name of the error's class instead.
 */
public enum LimitCode {
  /** It ran longer than its time limit. */
  TIMEOUT,
  /** It executed more statements than its limit. */
  STATEMENT_LIMIT,
  /** It needed more heap than its host has. */
  OUT_OF_MEMORY,
  /** It recursed too deeply and did not catch that. */
  STACK_OVERFLOW,
  /** It printed more than its limit. */
  OUTPUT_LIMIT,
  /** The returned value is longer than its limit. */
  RESULT_LIMIT,
  /** The returned value is not JSON. */
  INVALID_RESULT,
  /** It yields no function to call. */
  NOT_CALLABLE,
  /** It returned a promise that nothing can settle any more. */
  NEVER_SETTLED,
  /** Its caller stopped it. */
  STOPPED,
  /** The engine failed: a defect of Sluice or GraalJS. */
  ENGINE_ERROR
}
