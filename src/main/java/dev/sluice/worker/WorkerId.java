package dev.sluice.worker;

import dev.sluice.http.ProblemException;
import java.util.regex.Pattern;

/** Ids of workers: up to 128 letters, digits, dots, underscores and dashes. */
public final class WorkerId {
  /** Under this id the server runs operations itself; it is not registered. */
  public static final String SERVER = "server";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private WorkerId() {}

  /** Whether a worker may have this id. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Returns {@code text} if it may be an id.
   *
   * @throws ProblemException 404: a worker whose id cannot exist does not exist
   */
  public static String check(String text) {
    if (!isValid(text)) {
      throw unknown(text);
    }
    return text;
  }

  /** 404: there is no such worker. */
  public static ProblemException unknown(String id) {
    return ProblemException.notFound("worker", id);
  }
}
