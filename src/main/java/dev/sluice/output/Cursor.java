package dev.sluice.output;

import dev.sluice.http.ProblemException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a job's output: the next entry to read. As text it names the entry that was read last:
 * {@code <attempt>.<seq>}, or {@code <attempt>.<seq>.<entry>} inside a chunk of several entries.
 * That text is the id of an event, and it means the same on every replica and after a restart.
 *
 * @param attempt from 1; 0 is before the first
 * @param seq number of the next chunk
 * @param entry index of the next entry in that chunk
 */
public record Cursor(int attempt, long seq, int entry) {
  public static final Cursor START = new Cursor(0, 0, 0);
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,15})(?:\\.(\\d{1,9}))?");

  /**
   * The place after the entry that {@code text} names.
   *
   * @param source the header or parameter that carried it, named in the error
   * @throws ProblemException 400 when it is malformed
   */
  public static Cursor after(String text, String source) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw ProblemException.invalid(
          source, "invalid_cursor", "must be the id of an event of this job, such as 1.42");
    }
    int attempt = Integer.parseInt(matcher.group(1));
    long seq = Long.parseLong(matcher.group(2));
    return matcher.group(3) == null
        ? new Cursor(attempt, seq + 1, 0)
        : new Cursor(attempt, seq, Integer.parseInt(matcher.group(3)) + 1);
  }

  public static Cursor startOf(int attempt) {
    return new Cursor(attempt, 0, 0);
  }

  /** The id of the last entry of a chunk, which stands for the whole chunk. */
  public static String ofChunk(int attempt, long seq) {
    return attempt + "." + seq;
  }

  /** The id of an entry inside a chunk. */
  public static String ofEntry(int attempt, long seq, int entry) {
    return attempt + "." + seq + "." + entry;
  }
}
