package dev.sluice.job;

import dev.sluice.http.ProblemException;
import java.util.regex.Pattern;

/** The form of a job's id. It is permissive: ids of older systems are stored unchanged. */
public final class JobId {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private JobId() {}

  /** Whether a job may have this id. */
  public static boolean isValid(String id) {
    return SHAPE.matcher(id).matches();
  }

  /**
   * @throws ProblemException 404 for a text that cannot be an id, without a query
   */
  public static String check(String id) {
    if (!isValid(id)) {
      throw unknown(id);
    }
    return id;
  }

  static ProblemException unknown(String id) {
    return ProblemException.notFound("job", id);
  }
}
