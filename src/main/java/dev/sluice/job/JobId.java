package dev.sluice.job;

import dev.sluice.http.ProblemException;
import java.util.regex.Pattern;

/** What may be a job's id. Ids of older systems are stored as they were, so this is wide. */
public final class JobId {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private JobId() {}

  /**
   * @throws ProblemException 404 for what cannot be an id, without asking the store
   */
  public static String check(String id) {
    if (!SHAPE.matcher(id).matches()) {
      throw unknown(id);
    }
    return id;
  }

  public static ProblemException unknown(String id) {
    return ProblemException.notFound("job", id);
  }
}
